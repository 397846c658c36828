package io.parley.console;

/** One answer of the console. */
record Page(int status, String contentType, String body) {
    static Page line(int status, String sentence) {
        return new Page(status, "text/plain; charset=utf-8", sentence + "\n");
    }

    static Page json(int status, String body) {
        return new Page(status, "application/json", body);
    }
}

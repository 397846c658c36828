package io.parley.launcher.config;

/**
 * Where a value was written: a file with line and column, a variable of the environment, or an option of the command
 * line.
 *
 * @param source a file's path, or what else names the place in an error
 * @param line from 1; 0 where the source has no lines
 * @param column from 1; 0 where the source has no lines
 */
record Place(String source, int line, int column) {
    static Place of(String source) {
        return new Place(source, 0, 0);
    }

    boolean inFile() {
        return line > 0;
    }

    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line + ":" + column;
    }
}

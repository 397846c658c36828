package io.parley.agent.demo;

/**
 * Which of several wordings to take: another each time that the same is asked, and never the first for one who wants
 * another answer.
 */
record Wording(int number, boolean another) {
    /** For a question that was asked {@code timesBefore} times already. */
    static Wording nth(int timesBefore) {
        return new Wording(timesBefore, false);
    }

    /** For a second answer to the same question, in the turn {@code turnId}. */
    static Wording another(String turnId) {
        return new Wording(turnId.hashCode(), true);
    }

    /** An index below {@code size}. */
    int of(int size) {
        if (another && size > 1) {
            return 1 + Math.floorMod(number, size - 1);
        }
        return Math.floorMod(number, size);
    }
}

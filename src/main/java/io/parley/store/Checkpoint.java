package io.parley.store;

/** How far an attempt of a turn was: the text of an answer, or the phase and percent of a task. */
public record Checkpoint(int attempt, String content, String thinking, String phase, int progress) {}

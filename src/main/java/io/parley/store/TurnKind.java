package io.parley.store;

/** What a turn works at. */
public enum TurnKind {
    ANSWER,
    TASK
}

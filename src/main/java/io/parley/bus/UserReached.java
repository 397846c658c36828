package io.parley.bus;

/** To how many connections a gateway gave what the {@link UserCall} of this correlation id said. */
public record UserReached(String correlationId, int reached) {}

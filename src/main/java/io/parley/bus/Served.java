package io.parley.bus;

import io.vertx.core.Future;

/** The addresses that an instance serves: those that every instance has, and its own. Closing it closes both. */
public interface Served extends Subscription {
    /** Takes nothing more that another instance could take. What is for this one alone still comes. */
    Future<Void> withdraw();
}

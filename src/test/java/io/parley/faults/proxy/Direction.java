package io.parley.faults.proxy;

/** Which way bytes go through a proxy. */
public enum Direction {
    /** From who connected to the server behind the proxy. */
    UP,
    /** From the server to who connected. */
    DOWN
}

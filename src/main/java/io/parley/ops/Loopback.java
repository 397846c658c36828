package io.parley.ops;

import io.netty.util.NetUtil;

/** Addresses that only this machine can reach. */
public final class Loopback {
    private Loopback() {}

    /** Whether {@code host} is a loopback address or {@code localhost}; no name is looked up. */
    public static boolean is(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        var address = NetUtil.createInetAddressFromIpAddressString(host);
        return address != null && address.isLoopbackAddress();
    }
}

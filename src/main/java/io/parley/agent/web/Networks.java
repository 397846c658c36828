package io.parley.agent.web;

import java.net.Inet4Address;
import java.net.InetAddress;

/** Which addresses are not the public Internet's. */
final class Networks {
    private Networks() {}

    /** Also where nothing should be, and what stands for an IPv4 address: this machine, its networks, carriers, tests. */
    static boolean isPrivate(InetAddress address) {
        return address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || (address instanceof Inet4Address
                        ? isPrivate4(address.getAddress())
                        : isPrivate6(address.getAddress()));
    }

    private static boolean isPrivate4(byte[] address) {
        int first = address[0] & 0xff;
        int second = address[1] & 0xff;
        return first == 0
                || first >= 240
                || (first == 100 && (second & 0xc0) == 64)
                || (first == 192 && second == 0 && address[2] == 0)
                || (first == 198 && (second & 0xfe) == 18);
    }

    /** fc00::/7, and the prefixes of translators (64:ff9b::, 2002::), behind which an IPv4 address of any kind may be. */
    private static boolean isPrivate6(byte[] address) {
        int first = ((address[0] & 0xff) << 8) | (address[1] & 0xff);
        return (first & 0xfe00) == 0xfc00 || first == 0x0064 || first == 0x2002 || first == 0;
    }
}

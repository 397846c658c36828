package io.parley.gateway.identity;

import io.netty.util.NetUtil;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Neighbouring IP addresses: those that begin with the same bits. No name is looked up. */
final class Network {
    private final byte[] first;
    private final int bits;

    private Network(byte[] first, int bits) {
        this.first = first;
        this.bits = bits;
    }

    /** Reads {@code 10.0.0.0/8} or one address. Throws {@link IllegalArgumentException} that says what is wrong. */
    static Network of(String text) {
        int slash = text.indexOf('/');
        byte[] first = bytes(slash < 0 ? text : text.substring(0, slash));
        if (first == null) {
            throw new IllegalArgumentException("\"" + text + "\" is no IP address, and no network such as 10.0.0.0/8");
        }
        int most = first.length * Byte.SIZE;
        int bits = slash < 0 ? most : number(text.substring(slash + 1));
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException("\"" + text + "\" must have a number from 0 to " + most + " after /");
        }
        return new Network(first, bits);
    }

    boolean contains(String address) {
        byte[] other = bytes(address);
        if (other == null || other.length != first.length) {
            return false;
        }
        int whole = bits / Byte.SIZE;
        int rest = bits % Byte.SIZE;
        return Arrays.equals(first, 0, whole, other, 0, whole)
                && (rest == 0 || ((first[whole] ^ other[whole]) & 0xff) >> (Byte.SIZE - rest) == 0);
    }

    /** An IPv4 address that is written as IPv6 counts as what it is. */
    private static byte @Nullable [] bytes(String address) {
        var parsed = NetUtil.createInetAddressFromIpAddressString(address);
        return parsed == null ? null : parsed.getAddress();
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : -1;
    }
}

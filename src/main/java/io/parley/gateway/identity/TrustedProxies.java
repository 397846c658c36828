package io.parley.gateway.identity;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The proxies that are believed what they say of their clients, by their addresses. Immutable. */
public final class TrustedProxies {
    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private final List<Network> networks;

    /** IP addresses and networks. Throws {@link IllegalArgumentException} that names the one which is none. */
    public TrustedProxies(List<String> addresses) {
        this.networks = addresses.stream().map(Network::of).toList();
    }

    boolean isEmpty() {
        return networks.isEmpty();
    }

    boolean contains(String address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }

    /**
     * The address of the client's machine; null where a proxy does not say it, or says no address. Of what is forwarded only
     * what trusted proxies added counts: the last address that is not one of theirs.
     */
    public @Nullable String clientOf(HttpServerRequest request) {
        String peer = request.remoteAddress().host();
        if (!contains(peer)) {
            return peer;
        }
        List<String> hops = hops(request);
        Collections.reverse(hops);
        return hops.stream()
                .filter(hop -> !contains(hop))
                .findFirst()
                .filter(TrustedProxies::isAddress)
                .orElse(null);
    }

    private static List<String> hops(HttpServerRequest request) {
        List<String> hops = new ArrayList<>();
        for (String header : request.headers().getAll(FORWARDED_FOR)) {
            for (String hop : header.split(",", -1)) {
                hops.add(hop.strip());
            }
        }
        return hops;
    }

    private static boolean isAddress(String text) {
        return NetUtil.createByteArrayFromIpAddressString(text) != null;
    }
}

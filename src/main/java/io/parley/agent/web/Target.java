package io.parley.agent.web;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A URL that the configuration names, the only one that is asked.
 *
 * @param host without the brackets of an IPv6 address
 * @param uri path and query
 * @param mayBePrivate whether addresses of private networks are meant: the URL names one, or {@code localhost}, or the
 *     configuration allows its host by name
 */
public record Target(boolean ssl, String host, int port, String uri, boolean mayBePrivate) {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /** Throws {@link IllegalArgumentException} that says what is wrong with {@code url}, the value of {@code key}. */
    public static Target of(String key, String url, List<String> privateHosts) {
        URI parsed = parsed(key, url);
        String scheme = String.valueOf(parsed.getScheme()).toLowerCase(Locale.ROOT);
        require(scheme.equals("http") || scheme.equals("https"), key, "must begin with http:// or https://");
        String host = parsed.getHost();
        require(host != null, key, "names no host");
        require(parsed.getRawUserInfo() == null, key, "must not have a user or password in it");
        require(parsed.getRawFragment() == null, key, "must not have a fragment (#)");
        String bare = bare(String.valueOf(host));
        boolean isSsl = scheme.equals("https");
        int port = parsed.getPort() >= 0 ? parsed.getPort() : isSsl ? HTTPS : HTTP;
        String path = parsed.getRawPath().isEmpty() ? "/" : parsed.getRawPath();
        String query = parsed.getRawQuery() == null ? "" : "?" + parsed.getRawQuery();
        return new Target(isSsl, bare, port, path + query, mayBePrivate(bare, privateHosts));
    }

    /** Throws {@link Unanswered} where not all of {@code found} may be asked. */
    void check(InetAddress[] found) {
        for (InetAddress address : found) {
            if (!mayBePrivate && Networks.isPrivate(address)) {
                throw Unanswered.of(
                        Unanswered.Reason.REFUSED, host + " has a private address, and is not listed in private_hosts");
            }
        }
    }

    private static boolean mayBePrivate(String host, List<String> privateHosts) {
        boolean isAddress = host.indexOf(':') >= 0 || host.matches("[0-9.]+");
        return isAddress
                || host.equals("localhost")
                || Set.copyOf(privateHosts.stream()
                                .map(name -> name.toLowerCase(Locale.ROOT))
                                .toList())
                        .contains(host);
    }

    private static String bare(String host) {
        return (host.startsWith("[") ? host.substring(1, host.length() - 1) : host).toLowerCase(Locale.ROOT);
    }

    private static URI parsed(String key, String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(key + " is no URL: " + e.getReason(), e);
        }
    }

    private static void require(boolean holds, String key, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(key + " " + sentence);
        }
    }
}

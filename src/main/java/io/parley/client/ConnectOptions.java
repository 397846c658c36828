package io.parley.client;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where to connect, and as whom.
 *
 * @param path of the endpoint, {@code /ws} as a rule
 * @param projectId the conversation
 * @param userId sent in the {@code User-ID} header, for identity {@code dev}; null sends none
 * @param sessionId the session to go on with; null for a new one
 * @param lastSeq the last entry of the log that is known already; null asks for nothing that went before
 * @param lang the language for what Parley itself says; null leaves it to the server
 * @param origin the {@code Origin} header, which only browsers have to send; null sends none
 * @param token says who connects in place of {@code userId}, for identity {@code jwt}; in no text of these options; null sends none
 */
public record ConnectOptions(
        String host,
        int port,
        boolean ssl,
        String path,
        String projectId,
        @Nullable String userId,
        @Nullable String sessionId,
        @Nullable Long lastSeq,
        @Nullable String lang,
        @Nullable String origin,
        @Nullable String token) {
    /** As a header can have it (RFC 6750). */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]+");

    public ConnectOptions {
        if (host.isBlank()) {
            throw new IllegalArgumentException("host must be given");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port must be 1..65535: " + port);
        }
        if (!path.startsWith("/") || path.indexOf('?') >= 0) {
            throw new IllegalArgumentException("path must begin with / and have no query: " + path);
        }
        if (token != null && !TOKEN.matcher(token).matches()) {
            throw new IllegalArgumentException("the token must be of letters, digits and - . _ ~ + / =");
        }
    }

    /** The endpoint {@code /ws} of {@code host} and {@code port}, without TLS. */
    public static ConnectOptions to(String host, int port, String projectId) {
        return new ConnectOptions(host, port, false, "/ws", projectId, null, null, null, null, null, null);
    }

    /**
     * The endpoint at {@code url}, such as {@code ws://localhost:8080/ws}. Throws {@link IllegalArgumentException}, whose
     * message can be shown, for what is no {@code ws} or {@code wss} address, or has a query.
     */
    public static ConnectOptions to(URI url, String projectId) {
        boolean ssl = "wss".equals(url.getScheme());
        if (!ssl && !"ws".equals(url.getScheme())) {
            throw new IllegalArgumentException("the address must begin with ws:// or wss://: " + url);
        }
        if (url.getHost() == null || url.getRawQuery() != null) {
            throw new IllegalArgumentException("the address must have a host and no query: " + url);
        }
        int port = url.getPort() >= 0 ? url.getPort() : ssl ? 443 : 80;
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/ws" : url.getRawPath();
        return new ConnectOptions(url.getHost(), port, ssl, path, projectId, null, null, null, null, null, null);
    }

    public ConnectOptions withPath(String newPath) {
        return new ConnectOptions(host, port, ssl, newPath, projectId, userId, sessionId, lastSeq, lang, origin, token);
    }

    public ConnectOptions withUser(@Nullable String newUserId) {
        return new ConnectOptions(host, port, ssl, path, projectId, newUserId, sessionId, lastSeq, lang, origin, token);
    }

    /** To go on where a connection was lost: its session, and the last entry that was seen. */
    public ConnectOptions resuming(@Nullable String newSessionId, @Nullable Long newLastSeq) {
        return new ConnectOptions(
                host, port, ssl, path, projectId, userId, newSessionId, newLastSeq, lang, origin, token);
    }

    public ConnectOptions withLang(@Nullable String newLang) {
        return new ConnectOptions(host, port, ssl, path, projectId, userId, sessionId, lastSeq, newLang, origin, token);
    }

    public ConnectOptions withOrigin(@Nullable String newOrigin) {
        return new ConnectOptions(host, port, ssl, path, projectId, userId, sessionId, lastSeq, lang, newOrigin, token);
    }

    public ConnectOptions withToken(@Nullable String newToken) {
        return new ConnectOptions(host, port, ssl, path, projectId, userId, sessionId, lastSeq, lang, origin, newToken);
    }

    @Override
    public String toString() {
        return (ssl ? "wss://" : "ws://") + host + ":" + port + requestUri();
    }

    /** Path and query as they stand in the request. */
    String requestUri() {
        Map<String, @Nullable Object> query = new LinkedHashMap<>();
        query.put("project_id", projectId);
        query.put("session_id", sessionId);
        query.put("last_seq", lastSeq);
        query.put("lang", lang);
        return query.entrySet().stream()
                .filter(field -> field.getValue() != null)
                .map(field -> field.getKey() + "="
                        + URLEncoder.encode(String.valueOf(field.getValue()), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", path + "?", ""));
    }
}

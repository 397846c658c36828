package io.parley.gateway;

import io.parley.gateway.identity.Authenticator;
import io.parley.gateway.identity.DevAuthenticator;
import io.parley.gateway.identity.JwtAuthenticator;
import io.parley.gateway.identity.ProxyAuthenticator;
import io.parley.gateway.identity.TrustedProxies;
import io.parley.ops.EventLog;
import io.vertx.core.Vertx;

/** Who is asked for identity, as the configuration says. */
final class Authenticators {
    private static final EventLog LOG = EventLog.of(Authenticators.class, EventLog.GATEWAY);

    private Authenticators() {}

    /** Throws {@link IllegalArgumentException} that says what is wrong with {@code config}. */
    static Authenticator of(Vertx vertx, GatewayConfig config, TrustedProxies proxies) {
        return switch (config.identity().mode()) {
            case DEV -> dev(config);
            case JWT -> new JwtAuthenticator(vertx, config.identity().jwt());
            case PROXY -> new ProxyAuthenticator(proxies);
        };
    }

    private static Authenticator dev(GatewayConfig config) {
        boolean isPrivate = Hosts.isLoopback(config.host());
        if (!isPrivate && !config.identity().devAnywhere()) {
            throw new IllegalArgumentException("identity.mode dev believes everybody, so it needs a loopback host, not "
                    + config.host() + "; or say identity.dev_anywhere: true");
        }
        var line = isPrivate ? LOG.info("identity_dev") : LOG.warn("identity_dev");
        line.log("identity.mode is dev: clients are who they say they are");
        return new DevAuthenticator();
    }
}

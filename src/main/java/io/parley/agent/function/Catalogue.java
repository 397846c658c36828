package io.parley.agent.function;

import io.parley.agent.ModelFunction;
import io.parley.agent.web.Endpoint;
import io.parley.agent.web.Reach;
import io.parley.agent.web.Target;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;

/** Finds what {@code llm.functions} names: ours, those that jars offer, and URLs. */
public final class Catalogue {
    private static final List<ModelFunction> OURS = List.of(new AskUser(), new StartTask(), new ReportProgress());

    private final Vertx vertx;
    private final List<String> privateHosts;
    private final UnaryOperator<Reach> way;

    /** {@code way} adds to a URL how it is reached. To be made on the context on which the functions are called. */
    public Catalogue(Vertx vertx, List<String> privateHosts, UnaryOperator<Reach> way) {
        this.vertx = vertx;
        this.privateHosts = privateHosts;
        this.way = way;
    }

    /**
     * The functions of {@code section}, by name. Throws {@link IllegalArgumentException}, or {@link
     * io.parley.protocol.BadMessage}, that names those that there are, or says what is wrong.
     */
    public Functions of(JsonObject section, long timeoutMs) {
        if (section.isEmpty()) {
            return new Functions(List.of(), timeoutMs);
        }
        Map<String, ModelFunction> known = known();
        List<Functions.Offered> offered = new ArrayList<>();
        for (String name : section.fieldNames()) {
            if (!(section.getValue(name) instanceof JsonObject entry)) {
                throw new IllegalArgumentException(FunctionConfig.key(name) + " must be an object; {} will do");
            }
            FunctionConfig config = FunctionConfig.of(name, entry);
            ModelFunction function = config.url().isBlank() ? known.get(name) : http(name, config);
            if (function == null) {
                throw new IllegalArgumentException(FunctionConfig.key(name) + ": there is no such function; there are "
                        + String.join(", ", known.keySet()) + "; give one of your own a url");
            }
            String described = config.description().isBlank() ? function.description() : config.description();
            offered.add(new Functions.Offered(function, described));
        }
        return new Functions(offered, timeoutMs);
    }

    private HttpFunction http(String name, FunctionConfig config) {
        Target target =
                Target.of(FunctionConfig.key(name) + ".url", config.url().strip(), privateHosts);
        Map<String, String> headers = config.secret().isEmpty()
                ? Map.of("Accept", "application/json, text/*")
                : Map.of("Accept", "application/json, text/*", "Authorization", "Bearer " + config.secret());
        return new HttpFunction(name, config, new Endpoint(vertx, way.apply(Reach.of(target, headers))));
    }

    /** Ours and those of jars. */
    private static Map<String, ModelFunction> known() {
        Map<String, ModelFunction> known = new LinkedHashMap<>();
        OURS.forEach(one -> known.put(one.name(), one));
        try {
            for (ModelFunction one : ServiceLoader.load(ModelFunction.class)) {
                ModelFunction other = known.putIfAbsent(one.name(), one);
                if (other != null) {
                    throw new IllegalArgumentException("llm.functions: two classes are called \"" + one.name() + "\": "
                            + other.getClass().getName() + " and "
                            + one.getClass().getName()
                            + "; take one of the jars away");
                }
            }
        } catch (ServiceConfigurationError e) {
            throw new IllegalArgumentException(
                    "llm.functions: a function that a jar offers cannot be used: " + e.getMessage(), e);
        }
        return known;
    }
}

package io.parley.agent;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name by which a configuration chooses this agent. Its jar names the class in {@code
 * META-INF/services/io.parley.agent.Agent}, and lies on the class path, as a jar in the launcher's folder {@code ext} does.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface AgentName {
    String value();
}

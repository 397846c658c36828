package io.parley.launcher.config;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A verticle to deploy, as verticles.json has it.
 *
 * @param name of the entry
 * @param className a short name, or a class on the class path
 * @param enabled whether a plain run deploys it
 * @param options {@code deploymentOptions}, checked
 * @param config of ours: their section with the entry's {@code config} over it; of others: that alone
 */
public record Entry(String name, String className, boolean enabled, ObjectNode options, ObjectNode config) {}

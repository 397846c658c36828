/**
 * Configuration: one checked tree from the schema's defaults, a file, the environment and the command line, in this
 * order, each value with the place it came from.
 *
 * <p>Start with {@link io.parley.launcher.config.Configuration}. What an option is called, means and may be stands only
 * in the schema, {@code schema/config.schema.json}; no option's name is written here. This package knows no Vert.x, no
 * verticle and no other room.
 */
@NullMarked
package io.parley.launcher.config;

import org.jspecify.annotations.NullMarked;

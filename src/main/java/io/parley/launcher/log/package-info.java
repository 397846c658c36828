/**
 * What the log of a launched process looks like. An embedding application logs as it likes: nothing here is used then.
 *
 * <p>Start with {@link io.parley.launcher.log.LogForm}. The classes that logback makes by name are public for it alone.
 */
@NullMarked
package io.parley.launcher.log;

import org.jspecify.annotations.NullMarked;

/** Tests of the measurement. */
@org.jspecify.annotations.NullMarked
package io.parley.launcher.bench;

/** A cluster on this machine to play with: nodes as processes that can be killed and started again. */
@NullMarked
package io.parley.launcher.play;

import org.jspecify.annotations.NullMarked;

/**
 * How gateways and conversations reach each other: the addresses, the record of each body, and the transport.
 *
 * <p>Start with {@link io.parley.bus.Transport}. Bodies are JSON objects and nothing else, so that any language can take
 * part. This room does not know who serves an address or why.
 */
@NullMarked
package io.parley.bus;

import org.jspecify.annotations.NullMarked;

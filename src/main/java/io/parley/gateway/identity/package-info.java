/**
 * Who a client is. Start with {@link io.parley.gateway.identity.Authenticator}. This room does not know what the user may
 * do: conversations ask for that.
 */
@NullMarked
package io.parley.gateway.identity;

import org.jspecify.annotations.NullMarked;

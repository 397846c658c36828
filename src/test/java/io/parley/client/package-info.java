/** Tests of the client, and {@link io.parley.client.TestClient}, with which the tests of other rooms speak to a gateway. */
@org.jspecify.annotations.NullMarked
package io.parley.client;

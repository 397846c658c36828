/**
 * A model of the delivery contract, to hold the code against: {@link io.parley.model.Screen} is a client by the rules of the
 * protocol and nothing else.
 */
@NullMarked
package io.parley.model;

import org.jspecify.annotations.NullMarked;

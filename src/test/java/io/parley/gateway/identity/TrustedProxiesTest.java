package io.parley.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,10.255.0.1,true",
        "10.0.0.0/8,11.0.0.1,false",
        "10.1.2.128/25,10.1.2.129,true",
        "10.1.2.128/25,10.1.2.127,false",
        "10.1.2.3,10.1.2.3,true",
        "10.1.2.3,10.1.2.4,false",
        "0.0.0.0/0,1.2.3.4,true",
        "::1,::1,true",
        "fd00::/8,fdff::1,true",
        "fd00::/8,fe00::1,false",
        "fd00::/8,10.0.0.1,false",
        "10.0.0.0/8,proxy.example.org,false"
    })
    void addressIsInANetworkOrNot(String network, String address, boolean isIn) {
        assertThat(new TrustedProxies(List.of(network)).contains(address)).isEqualTo(isIn);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "proxy.example.org", "10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/", "10.0.0/8"})
    void whatIsNoNetworkIsNamed(String text) {
        assertThatThrownBy(() -> new TrustedProxies(List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"");
    }
}

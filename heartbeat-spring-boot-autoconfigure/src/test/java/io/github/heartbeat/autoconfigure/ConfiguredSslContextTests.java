/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.heartbeat.autoconfigure;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

import org.junit.jupiter.api.Test;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConfiguredSslContext}.
 */
class ConfiguredSslContextTests {

	private static final String[] CIPHERS = { "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384" };

	private static final String[] PROTOCOLS = { "TLSv1.2" };

	@Test
	void whenBundleHasOptionsThenEnginesHaveThem() {
		SSLEngine engine = context(SslOptions.of(CIPHERS, PROTOCOLS)).createSSLEngine("localhost", 443);
		engine.setUseClientMode(true);
		assertThat(engine.getEnabledCipherSuites()).isEqualTo(CIPHERS);
		assertThat(engine.getEnabledProtocols()).isEqualTo(PROTOCOLS);
	}

	@Test
	void whenBundleHasOptionsThenDefaultParametersHaveThem() {
		SSLContext context = context(SslOptions.of(CIPHERS, null));
		assertThat(context.getDefaultSSLParameters().getCipherSuites()).isEqualTo(CIPHERS);
		assertThat(context.getDefaultSSLParameters().getProtocols()).isNotEmpty();
	}

	@Test
	void whenBundleHasNoOptionsThenContextIsThatOfTheBundle() {
		assertThat(context(SslOptions.NONE)).isNotInstanceOf(ConfiguredSslContext.class);
	}

	private SSLContext context(SslOptions options) {
		return ConfiguredSslContext.of(SslBundle.of(SslStoreBundle.NONE, SslBundleKey.NONE, options));
	}

}

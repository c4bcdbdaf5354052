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

import java.security.KeyManagementException;
import java.security.SecureRandom;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;

/**
 * An {@link SSLContext} whose engines have the ciphers and protocols of an
 * {@link SslBundle}. A WebSocket client takes nothing but an {@code SSLContext}, and that
 * of a bundle knows nothing of its options.
 */
final class ConfiguredSslContext extends SSLContext {

	private ConfiguredSslContext(SSLContext delegate, SslOptions options) {
		super(new Spi(delegate, options), delegate.getProvider(), delegate.getProtocol());
	}

	/**
	 * Return a new context for the given bundle.
	 * @param bundle the bundle
	 * @return the context
	 */
	static SSLContext of(SslBundle bundle) {
		SSLContext sslContext = bundle.createSslContext();
		SslOptions options = bundle.getOptions();
		return options.isSpecified() ? new ConfiguredSslContext(sslContext, options) : sslContext;
	}

	private static final class Spi extends SSLContextSpi {

		private final SSLContext delegate;

		private final SslOptions options;

		Spi(SSLContext delegate, SslOptions options) {
			this.delegate = delegate;
			this.options = options;
		}

		@Override
		protected SSLEngine engineCreateSSLEngine() {
			return configure(this.delegate.createSSLEngine());
		}

		@Override
		protected SSLEngine engineCreateSSLEngine(String host, int port) {
			return configure(this.delegate.createSSLEngine(host, port));
		}

		private SSLEngine configure(SSLEngine engine) {
			engine.setUseClientMode(true);
			engine.setSSLParameters(configure(engine.getSSLParameters()));
			return engine;
		}

		@Override
		protected SSLParameters engineGetDefaultSSLParameters() {
			return configure(this.delegate.getDefaultSSLParameters());
		}

		private SSLParameters configure(SSLParameters parameters) {
			if (this.options.getCiphers() != null) {
				parameters.setCipherSuites(this.options.getCiphers());
			}
			if (this.options.getEnabledProtocols() != null) {
				parameters.setProtocols(this.options.getEnabledProtocols());
			}
			return parameters;
		}

		@Override
		protected SSLParameters engineGetSupportedSSLParameters() {
			return this.delegate.getSupportedSSLParameters();
		}

		@Override
		protected void engineInit(KeyManager @Nullable [] keyManagers, TrustManager @Nullable [] trustManagers,
				@Nullable SecureRandom random) throws KeyManagementException {
			this.delegate.init(keyManagers, trustManagers, random);
		}

		@Override
		protected SSLSocketFactory engineGetSocketFactory() {
			return this.delegate.getSocketFactory();
		}

		@Override
		protected SSLServerSocketFactory engineGetServerSocketFactory() {
			return this.delegate.getServerSocketFactory();
		}

		@Override
		protected SSLSessionContext engineGetServerSessionContext() {
			return this.delegate.getServerSessionContext();
		}

		@Override
		protected SSLSessionContext engineGetClientSessionContext() {
			return this.delegate.getClientSessionContext();
		}

	}

}

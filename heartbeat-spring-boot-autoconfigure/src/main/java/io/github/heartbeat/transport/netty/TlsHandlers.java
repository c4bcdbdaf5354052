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

package io.github.heartbeat.transport.netty;

import java.util.concurrent.Executor;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

import io.netty.handler.ssl.SslHandler;

/**
 * Factory for the TLS side of connections.
 */
final class TlsHandlers {

	private TlsHandlers() {
	}

	/**
	 * Create the handler of a connection. Ciphers and protocols are those of the context;
	 * the host is verified, named to the server (SNI), and the key under which the
	 * context finds a session to resume.
	 * @param sslContext the context
	 * @param endpoint where the connection goes
	 * @param executor runs what may take long, or wait, such as the question whether a
	 * certificate was revoked
	 * @return the handler
	 */
	static SslHandler create(SSLContext sslContext, Endpoint endpoint, Executor executor) {
		SSLEngine engine = sslContext.createSSLEngine(endpoint.host(), endpoint.port());
		engine.setUseClientMode(true);
		SSLParameters parameters = engine.getSSLParameters();
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		engine.setSSLParameters(parameters);
		SslHandler handler = new SslHandler(engine, executor);
		// Whoever waits for the attempt gives it up in time
		handler.setHandshakeTimeoutMillis(0);
		handler.setCloseNotifyFlushTimeoutMillis(WebSocketConnection.ABORT_TIMEOUT.toMillis());
		return handler;
	}

}

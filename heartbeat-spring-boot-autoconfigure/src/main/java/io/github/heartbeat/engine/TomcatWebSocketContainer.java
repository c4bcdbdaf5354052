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

package io.github.heartbeat.engine;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatConnectException;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.Session;
import org.apache.tomcat.websocket.WsWebSocketContainer;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's client container with the one check of RFC 6455, section 4.1, that it leaves
 * out: whether the server has understood the opening handshake at all. A cache, or a
 * server of another protocol, that answers 101 would otherwise count as connected. And
 * with a {@link TomcatFrameReader} for each connection.
 */
final class TomcatWebSocketContainer extends WsWebSocketContainer {

	private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	/** The user property under which the listener of the connection is handed over. */
	static final String LISTENER_PROPERTY = TomcatWebSocketContainer.class.getName() + ".LISTENER";

	/** Of the buffers for messages, which stay empty where there is a reader. */
	private static final int UNUSED_BUFFER_SIZE = 16;

	private final int readBufferSize;

	private final SpareBuffers buffers = TomcatFrameReader.createBuffers();

	static {
		TomcatFrameReader.register();
	}

	/**
	 * Create a new container.
	 * @param readBufferSize the most bytes that are read from a socket at a time
	 */
	TomcatWebSocketContainer(int readBufferSize) {
		this.readBufferSize = readBufferSize;
	}

	@Override
	public int getDefaultMaxTextMessageBufferSize() {
		return TomcatFrameReader.isReading() ? UNUSED_BUFFER_SIZE : super.getDefaultMaxTextMessageBufferSize();
	}

	/**
	 * Tomcat asks twice for a connection: first for the size of the buffer it reads with,
	 * then, after the handshake, for that of its buffer for binary messages.
	 */
	@Override
	public int getDefaultMaxBinaryMessageBufferSize() {
		return TomcatFrameReader.isReading() ? UNUSED_BUFFER_SIZE : this.readBufferSize;
	}

	@Override
	public Session connectToServer(Endpoint endpoint, ClientEndpointConfig config, URI path)
			throws DeploymentException {
		ClientEndpointConfig verifying = ClientEndpointConfig.Builder.create()
			.configurator(new VerifyingConfigurator(config.getConfigurator(), config.getExtensions()))
			.preferredSubprotocols(config.getPreferredSubprotocols())
			.extensions(config.getExtensions())
			.encoders(config.getEncoders())
			.decoders(config.getDecoders())
			.sslContext(config.getSSLContext())
			.build();
		verifying.getUserProperties().putAll(config.getUserProperties());
		try {
			TomcatFrameReader.beginOpening((TransportListener) verifying.getUserProperties().remove(LISTENER_PROPERTY),
					this.buffers);
			return super.connectToServer(endpoint, verifying, path);
		}
		catch (InvalidHandshakeException ex) {
			throw new DeploymentException(ex.getMessage(), new HeartbeatConnectException(
					DisconnectCause.HANDSHAKE_INVALID, String.valueOf(ex.getMessage()), null, null));
		}
		finally {
			TomcatFrameReader.endOpening();
		}
	}

	/**
	 * Compares {@code Sec-WebSocket-Accept} with the key that was sent.
	 */
	private static final class VerifyingConfigurator extends ClientEndpointConfig.Configurator {

		private final ClientEndpointConfig.Configurator delegate;

		private final Set<String> offered;

		private @Nullable String key;

		VerifyingConfigurator(ClientEndpointConfig.Configurator delegate, List<Extension> offered) {
			this.delegate = delegate;
			this.offered = offered.stream().map(Extension::getName).collect(Collectors.toSet());
		}

		@Override
		public void beforeRequest(Map<String, List<String>> headers) {
			this.delegate.beforeRequest(headers);
			this.key = first(headers.get("Sec-WebSocket-Key"));
		}

		@Override
		public void afterResponse(HandshakeResponse response) {
			Map<String, List<String>> headers = response.getHeaders();
			if (!"websocket".equalsIgnoreCase(first(headers.get("Upgrade")))) {
				throw new InvalidHandshakeException("The server's handshake lacks 'Upgrade: websocket'");
			}
			String accept = first(headers.get("Sec-WebSocket-Accept"));
			if (accept == null || !accept.trim().equals(expectedAccept())) {
				throw new InvalidHandshakeException(
						"Sec-WebSocket-Accept in the server's handshake does not match the key that was sent");
			}
			List<String> agreed = headers.getOrDefault("Sec-WebSocket-Extensions", Collections.emptyList());
			for (String name : names(agreed)) {
				if (!this.offered.contains(name)) {
					throw new InvalidHandshakeException(
							"The server chose the extension '" + Redactor.printable(name) + "', which was not offered");
				}
			}
			this.delegate.afterResponse(response);
			List<String> extensions = new ArrayList<>();
			extensions.add(TomcatFrameReader.EXTENSION);
			extensions.addAll(agreed);
			headers.put("Sec-WebSocket-Extensions", extensions);
		}

		private static List<String> names(List<String> extensions) {
			return extensions.stream()
				.flatMap((header) -> Stream.of(header.split(",")))
				.map((extension) -> extension.split(";")[0].trim())
				.filter((name) -> !name.isEmpty())
				.toList();
		}

		private String expectedAccept() {
			try {
				MessageDigest digest = MessageDigest.getInstance("SHA-1");
				byte[] hash = digest.digest((this.key + GUID).getBytes(StandardCharsets.ISO_8859_1));
				return Base64.getEncoder().encodeToString(hash);
			}
			catch (NoSuchAlgorithmException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private static @Nullable String first(@Nullable List<String> values) {
			return (values != null && !values.isEmpty()) ? values.get(0) : null;
		}

	}

	/**
	 * Carries the reason out of the container, which only knows unchecked exceptions
	 * there.
	 */
	private static final class InvalidHandshakeException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		InvalidHandshakeException(String message) {
			super(message);
		}

	}

}

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

package io.github.heartbeat;

/**
 * Causes for which a connection ends or an attempt to connect fails, each with the
 * {@link Side} that is to be asked about it. They are few, and fit to be the value of a
 * metric tag. A later release may add constants: code that switches over them needs a
 * {@code default}.
 */
public enum DisconnectCause {

	/**
	 * {@link HeartbeatClient#close()} was called.
	 */
	CLOSED_BY_CLIENT(Side.CLIENT),

	/**
	 * The message configured as {@code close-on-message} arrived: the server asked for a
	 * lasting end.
	 */
	CLOSE_MESSAGE(Side.SERVER),

	/**
	 * The application stops.
	 */
	SHUTDOWN(Side.CLIENT),

	/**
	 * {@link HeartbeatClient#reconnect()} was called.
	 */
	RECONNECT_REQUESTED(Side.CLIENT),

	/**
	 * The server sent a Close frame (RFC 6455, section 5.5.1).
	 */
	CLOSED_BY_SERVER(Side.SERVER),

	/**
	 * The TCP connection ended, or failed, without a Close frame.
	 */
	CONNECTION_LOST(Side.NETWORK),

	/**
	 * Nothing was received within {@code ping.timeout} of a ping, or at all where the
	 * client only listens for traffic.
	 */
	PING_TIMEOUT(Side.NETWORK),

	/**
	 * A write took longer than {@code send.timeout}.
	 */
	SEND_TIMEOUT(Side.NETWORK),

	/**
	 * A write failed.
	 */
	SEND_FAILED(Side.NETWORK),

	/**
	 * A message was larger than {@code receive.max-message-size}.
	 */
	MESSAGE_TOO_BIG(Side.CLIENT),

	/**
	 * A frame violated RFC 6455: one of the two sides ended the connection with close
	 * code 1002 or 1007.
	 */
	PROTOCOL_ERROR(Side.UNKNOWN),

	/**
	 * The connection was open, but not ready within {@code ready.timeout}.
	 */
	READY_TIMEOUT(Side.CLIENT),

	/**
	 * A {@link HeartbeatConnectionInitializer} failed.
	 */
	INITIALIZER_FAILED(Side.CLIENT),

	/**
	 * The host name could not be resolved.
	 */
	UNKNOWN_HOST(Side.NETWORK),

	/**
	 * Nobody listens at the address.
	 */
	CONNECTION_REFUSED(Side.SERVER),

	/**
	 * TCP, TLS and HTTP upgrade together took longer than {@code connect-timeout}.
	 */
	CONNECT_TIMEOUT(Side.NETWORK),

	/**
	 * The TLS handshake failed: an untrusted certificate, another host's certificate, no
	 * common protocol, or an SSL bundle that can't be used.
	 */
	TLS_FAILED(Side.UNKNOWN),

	/**
	 * The server answered the opening handshake with another HTTP status than 101.
	 */
	HANDSHAKE_REJECTED(Side.SERVER),

	/**
	 * The server's answer to the opening handshake violates RFC 6455, section 4.1: a
	 * wrong {@code Sec-WebSocket-Accept}, a subprotocol that was not asked for, or no
	 * HTTP at all.
	 */
	HANDSHAKE_INVALID(Side.SERVER),

	/**
	 * A {@link HeartbeatHandshakeCustomizer} or {@link HeartbeatWebSocketClientFactory}
	 * failed.
	 */
	CUSTOMIZER_FAILED(Side.CLIENT),

	/**
	 * The attempt failed in another way.
	 */
	CONNECT_FAILED(Side.UNKNOWN);

	private final Side side;

	DisconnectCause(Side side) {
		this.side = side;
	}

	/**
	 * Return the side that is to be asked why the connection ended or the attempt failed.
	 * @return the side
	 */
	public Side getSide() {
		return this.side;
	}

	/**
	 * Sides of a connection.
	 */
	public enum Side {

		/**
		 * This application, by its code or its configuration.
		 */
		CLIENT,

		/**
		 * The server, or a proxy that answers in its place.
		 */
		SERVER,

		/**
		 * The network between them; or a server that is gone or frozen, which looks the
		 * same from here.
		 */
		NETWORK,

		/**
		 * Either: it can't be told.
		 */
		UNKNOWN

	}

}

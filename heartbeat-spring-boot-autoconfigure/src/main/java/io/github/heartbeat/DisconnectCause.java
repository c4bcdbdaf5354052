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
 * Why a connection ended or an attempt to connect failed. The constants are a fixed set,
 * fit to be the value of a metric tag.
 */
public enum DisconnectCause {

	/**
	 * {@link HeartbeatClient#close()} was called.
	 */
	CLOSED_BY_CLIENT,

	/**
	 * The message configured as {@code close-on-message} arrived: the server asked for a
	 * lasting end.
	 */
	CLOSE_MESSAGE,

	/**
	 * The application stops.
	 */
	SHUTDOWN,

	/**
	 * {@link HeartbeatClient#reconnect()} was called.
	 */
	RECONNECT_REQUESTED,

	/**
	 * The server sent a Close frame (RFC 6455, section 5.5.1).
	 */
	CLOSED_BY_SERVER,

	/**
	 * The TCP connection ended, or failed, without a Close frame.
	 */
	CONNECTION_LOST,

	/**
	 * Nothing was received within {@code ping.timeout} of a ping, or at all where the
	 * client only listens for traffic.
	 */
	PING_TIMEOUT,

	/**
	 * A write took longer than {@code send.timeout}.
	 */
	SEND_TIMEOUT,

	/**
	 * A write failed.
	 */
	SEND_FAILED,

	/**
	 * A message was larger than {@code receive.max-message-size}.
	 */
	MESSAGE_TOO_BIG,

	/**
	 * A frame violated RFC 6455: one of the two sides ended the connection with close
	 * code 1002 or 1007.
	 */
	PROTOCOL_ERROR,

	/**
	 * The connection was open, but not ready within {@code ready.timeout}.
	 */
	READY_TIMEOUT,

	/**
	 * A {@link HeartbeatConnectionInitializer} failed.
	 */
	INITIALIZER_FAILED,

	/**
	 * The host name could not be resolved.
	 */
	UNKNOWN_HOST,

	/**
	 * Nobody listens at the address.
	 */
	CONNECTION_REFUSED,

	/**
	 * TCP, TLS and HTTP upgrade together took longer than {@code connect-timeout}.
	 */
	CONNECT_TIMEOUT,

	/**
	 * The TLS handshake failed: an untrusted certificate, another host's certificate, no
	 * common protocol, or an SSL bundle that can't be used.
	 */
	TLS_FAILED,

	/**
	 * The server answered the opening handshake with another HTTP status than 101.
	 */
	HANDSHAKE_REJECTED,

	/**
	 * The server's answer to the opening handshake violates RFC 6455, section 4.1: a
	 * wrong {@code Sec-WebSocket-Accept}, a subprotocol that was not asked for, or no
	 * HTTP at all.
	 */
	HANDSHAKE_INVALID,

	/**
	 * A {@link HeartbeatHandshakeCustomizer} or {@link HeartbeatWebSocketClientFactory}
	 * failed.
	 */
	CUSTOMIZER_FAILED,

	/**
	 * The attempt failed in another way.
	 */
	CONNECT_FAILED

}

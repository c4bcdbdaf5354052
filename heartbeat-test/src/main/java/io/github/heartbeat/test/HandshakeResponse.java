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

package io.github.heartbeat.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link HeartbeatTestServer} does with a client that knocks: a script for
 * {@link HeartbeatTestServer#enqueue} and {@link HeartbeatTestServer#respondWith}.
 * Immutable; each {@code with} method returns a changed copy.
 */
public final class HandshakeResponse {

	private final Kind kind;

	private final int status;

	private final List<String> headers;

	private final byte[] body;

	private final Duration delay;

	private HandshakeResponse(Kind kind, int status, List<String> headers, byte[] body, Duration delay) {
		this.kind = kind;
		this.status = status;
		this.headers = List.copyOf(headers);
		this.body = body.clone();
		this.delay = delay;
	}

	private static HandshakeResponse of(Kind kind, int status, String... headers) {
		if (headers.length % 2 != 0) {
			throw new IllegalArgumentException("Header names and values must alternate");
		}
		return new HandshakeResponse(kind, status, List.of(headers), new byte[0], Duration.ZERO);
	}

	/**
	 * Open the WebSocket, as a well-behaved server does.
	 * @return the response
	 */
	public static HandshakeResponse upgrade() {
		return of(Kind.UPGRADE, 101);
	}

	/**
	 * Open the WebSocket, but only after a while.
	 * @param delay the time between request and answer
	 * @return the response
	 */
	public static HandshakeResponse slowHandshake(Duration delay) {
		return upgrade().withDelay(delay);
	}

	/**
	 * Open the WebSocket and close the TCP connection right after the 101, without a
	 * close frame.
	 * @return the response
	 */
	public static HandshakeResponse upgradeThenCut() {
		return of(Kind.UPGRADE_THEN_CUT, 101);
	}

	/**
	 * Answer 101 with a {@code Sec-WebSocket-Accept} that does not belong to the key.
	 * @return the response
	 */
	public static HandshakeResponse wrongAccept() {
		return upgrade().withHeader("Sec-WebSocket-Accept", HandshakeCodec.accept("of another handshake"));
	}

	/**
	 * Answer 101 with this subprotocol, whether the client asked for it or not.
	 * @param subprotocol the subprotocol
	 * @return the response
	 */
	public static HandshakeResponse subprotocol(String subprotocol) {
		return upgrade().withHeader("Sec-WebSocket-Protocol", subprotocol);
	}

	/**
	 * Answer with a plain HTTP response and close the connection.
	 * @param status the HTTP status, for example 301, 401, 503 or 200
	 * @param headers alternating header names and values, for example
	 * {@code "Retry-After", "2"}
	 * @return the response
	 * @throws IllegalArgumentException if a header lacks its value
	 */
	public static HandshakeResponse refuseWith(int status, String... headers) {
		return of(Kind.REFUSE, status, headers);
	}

	/**
	 * Read the request and never answer. Notices when the client leaves.
	 * @return the response
	 */
	public static HandshakeResponse silence() {
		return of(Kind.SILENCE, 0);
	}

	/**
	 * Accept the TCP connection and read nothing, neither TLS nor HTTP. Does not notice
	 * when the client leaves.
	 * @return the response
	 */
	public static HandshakeResponse tarpit() {
		return of(Kind.TARPIT, 0);
	}

	/**
	 * Answer with something that is not HTTP and close the connection.
	 * @return the response
	 */
	public static HandshakeResponse garbage() {
		return of(Kind.GARBAGE, 0).withBody("\u0000\u0001 not HTTP at all\r\n\r\n");
	}

	/**
	 * Close the TCP connection right after its acceptance, with a FIN.
	 * @return the response
	 */
	public static HandshakeResponse drop() {
		return of(Kind.DROP, 0);
	}

	/**
	 * Return a response that comes later.
	 * @param delay the time between request and answer
	 * @return a changed copy
	 */
	public HandshakeResponse withDelay(Duration delay) {
		return new HandshakeResponse(this.kind, this.status, this.headers, this.body, delay);
	}

	/**
	 * Return a response with one more header. Replaces what an upgrade would send under
	 * that name.
	 * @param name the header name
	 * @param value the header value
	 * @return a changed copy
	 */
	public HandshakeResponse withHeader(String name, String value) {
		List<String> changed = new ArrayList<>(this.headers);
		changed.add(name);
		changed.add(value);
		return new HandshakeResponse(this.kind, this.status, changed, this.body, this.delay);
	}

	/**
	 * Return a response with a body, for example a captive portal's page.
	 * @param body the body, sent as UTF-8
	 * @return a changed copy
	 */
	public HandshakeResponse withBody(String body) {
		return new HandshakeResponse(this.kind, this.status, this.headers, body.getBytes(StandardCharsets.UTF_8),
				this.delay);
	}

	Kind kind() {
		return this.kind;
	}

	Duration delay() {
		return this.delay;
	}

	byte[] body() {
		return this.body.clone();
	}

	int status() {
		return this.status;
	}

	byte[] encodeUpgrade(String key, @Nullable String subprotocol) {
		return encode(this.status, upgradeHeaders(key, subprotocol), new byte[0]);
	}

	/**
	 * Return the headers of an upgrade.
	 * @param key the key of the client
	 * @param subprotocol the subprotocol of the server, or {@code null}
	 * @return names and values in turn
	 */
	List<String> upgradeHeaders(String key, @Nullable String subprotocol) {
		List<String> all = new ArrayList<>(List.of("Upgrade", "websocket", "Connection", "Upgrade"));
		if (!has("Sec-WebSocket-Accept")) {
			all.addAll(List.of("Sec-WebSocket-Accept", HandshakeCodec.accept(key)));
		}
		if (subprotocol != null && !has("Sec-WebSocket-Protocol")) {
			all.addAll(List.of("Sec-WebSocket-Protocol", subprotocol));
		}
		all.addAll(this.headers);
		return all;
	}

	byte[] encodeRefusal() {
		return encode(this.status, refusalHeaders(), this.body);
	}

	List<String> refusalHeaders() {
		List<String> all = new ArrayList<>(this.headers);
		all.addAll(List.of("Content-Length", String.valueOf(this.body.length), "Connection", "close"));
		return all;
	}

	private boolean has(String name) {
		return this.headers.stream().anyMatch(name::equalsIgnoreCase);
	}

	private static byte[] encode(int status, List<String> headers, byte[] body) {
		StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(" Scripted\r\n");
		for (int i = 0; i < headers.size(); i += 2) {
			head.append(headers.get(i)).append(": ").append(headers.get(i + 1)).append("\r\n");
		}
		byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
		byte[] bytes = new byte[start.length + body.length];
		System.arraycopy(start, 0, bytes, 0, start.length);
		System.arraycopy(body, 0, bytes, start.length, body.length);
		return bytes;
	}

	@Override
	public String toString() {
		return "HandshakeResponse[" + this.kind + ", status=" + this.status + "]";
	}

	/**
	 * What becomes of the TCP connection.
	 */
	enum Kind {

		UPGRADE, UPGRADE_THEN_CUT, REFUSE, SILENCE, TARPIT, GARBAGE, DROP

	}

}

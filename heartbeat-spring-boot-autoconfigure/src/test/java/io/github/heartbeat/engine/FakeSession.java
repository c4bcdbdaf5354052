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

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import io.github.heartbeat.transport.TransportListener;
import io.github.heartbeat.transport.TransportSession;
import io.github.heartbeat.transport.Utf8;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

/**
 * A {@link TransportSession} without a network: keeps what is written, and reports what
 * the test lets the peer do. What happens while a write is under way is said with a
 * {@link Hook}: it runs inside the write, which takes as long as the hook does.
 */
final class FakeSession implements TransportSession {

	static final String PING = "(ping)";

	private static final Hook NOTHING = (what) -> {
	};

	private final TransportListener listener;

	private final int number;

	private final List<String> written = new ArrayList<>();

	private final List<CloseStatus> closes = new ArrayList<>();

	private final List<CloseStatus> aborts = new ArrayList<>();

	private final List<String> faults = new ArrayList<>();

	private final List<AssertionError> failures = new ArrayList<>();

	private Hook onWrite = NOTHING;

	private Hook onClose = NOTHING;

	private Hook onAbort = NOTHING;

	private boolean tellingCloseFrames = true;

	private boolean writing;

	private boolean ended;

	private @Nullable String subprotocol;

	private @Nullable WebSocketSession nativeSession;

	FakeSession(TransportListener listener, int number) {
		this.listener = listener;
		this.number = number;
	}

	// What the engine does

	@Override
	public @Nullable String getSubprotocol() {
		return this.subprotocol;
	}

	@Override
	public WebSocketSession getNative() {
		if (this.nativeSession == null) {
			this.nativeSession = (WebSocketSession) Proxy.newProxyInstance(getClass().getClassLoader(),
					new Class<?>[] { WebSocketSession.class }, (proxy, method, arguments) -> switch (method.getName()) {
						case "toString", "getId" -> "session-" + this.number;
						case "hashCode" -> this.number;
						case "equals" -> proxy == arguments[0];
						default -> throw new UnsupportedOperationException(method.getName());
					});
		}
		return this.nativeSession;
	}

	@Override
	public boolean isOpen() {
		return isLive();
	}

	@Override
	public boolean isTellingCloseFrames() {
		return this.tellingCloseFrames;
	}

	@Override
	public void sendText(String text) throws IOException {
		write(text);
	}

	@Override
	public void sendBinary(ByteBuffer bytes) throws IOException {
		write("(" + bytes.remaining() + " bytes)");
	}

	@Override
	public void sendPing(ByteBuffer payload) throws IOException {
		write(PING);
	}

	private void write(String what) throws IOException {
		if (this.writing) {
			this.faults.add("'" + what + "' is written while another write is under way");
			throw new IllegalStateException("TEXT_FULL_WRITING");
		}
		this.writing = true;
		try {
			checkOpen();
			call(this.onWrite, what);
			checkOpen();
			this.written.add(what);
		}
		finally {
			this.writing = false;
		}
	}

	private void checkOpen() throws IOException {
		if (!isLive()) {
			throw new IOException("The socket is closed");
		}
	}

	@Override
	public void close(CloseStatus status) throws IOException {
		call(this.onClose, status.toString());
		this.closes.add(status);
		if (this.tellingCloseFrames && !this.ended) {
			// A peer that lives answers
			this.listener.closeFrame(status.getCode());
		}
	}

	@Override
	public void abort(CloseStatus status) {
		try {
			call(this.onAbort, status.toString());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		this.aborts.add(status);
	}

	private void call(Hook hook, String what) throws IOException {
		try {
			hook.run(what);
		}
		catch (AssertionError ex) {
			this.failures.add(ex);
			throw ex;
		}
	}

	// What the test does

	FakeSession onWrite(Hook onWrite) {
		this.onWrite = onWrite;
		return this;
	}

	FakeSession onClose(Hook onClose) {
		this.onClose = onClose;
		return this;
	}

	FakeSession onAbort(Hook onAbort) {
		this.onAbort = onAbort;
		return this;
	}

	FakeSession subprotocol(String subprotocol) {
		this.subprotocol = subprotocol;
		return this;
	}

	/**
	 * Play a container that does not tell of the peer's Close frames: Jetty or Tyrus,
	 * where Tomcat does.
	 * @return this session
	 */
	FakeSession hidingCloseFrames() {
		this.tellingCloseFrames = false;
		return this;
	}

	/**
	 * Let writes fail from now on.
	 * @return this session
	 */
	FakeSession failWrites() {
		return onWrite((what) -> {
			throw new IOException("Broken pipe");
		});
	}

	/**
	 * Answer each ping, before its write returns.
	 * @return this session
	 */
	FakeSession answerPings() {
		return onWrite((what) -> {
			if (PING.equals(what)) {
				pong();
			}
		});
	}

	void receive(String text) {
		this.listener.text(text, Utf8.length(text), true);
	}

	void receivePart(String part, boolean last) {
		this.listener.text(part, Utf8.length(part), last);
	}

	void receive(byte[] bytes) {
		this.listener.binary(ByteBuffer.wrap(bytes), true);
	}

	void ping() {
		this.listener.ping();
	}

	void pong() {
		this.listener.pong(ByteBuffer.allocate(0));
	}

	/**
	 * Let the peer end the connection with a Close frame.
	 * @param status the close code and reason
	 */
	void closeByPeer(CloseStatus status) {
		this.ended = true;
		if (this.tellingCloseFrames && status.getCode() != CloseStatus.NO_CLOSE_FRAME.getCode()) {
			this.listener.closeFrame(status.getCode());
		}
		this.listener.closed(status);
	}

	/**
	 * Let the container of this side end the connection, for a wrong frame or one that
	 * can't be read to its end.
	 * @param status the close code and reason
	 */
	void closeByContainer(CloseStatus status) {
		this.ended = true;
		this.listener.closed(status);
	}

	/**
	 * Let the connection fail. As with some containers the socket is not closed by that.
	 */
	void fail() {
		this.listener.failed(new IOException("Connection reset"));
	}

	// What the test sees

	int number() {
		return this.number;
	}

	List<String> written() {
		return this.written;
	}

	/**
	 * Return what was written apart from pings.
	 * @return the texts, in order
	 */
	List<String> messages() {
		return this.written.stream().filter((what) -> !PING.equals(what)).toList();
	}

	/**
	 * Return how many ping frames were written.
	 * @return the number of pings
	 */
	long pings() {
		return this.written.stream().filter(PING::equals).count();
	}

	List<CloseStatus> closes() {
		return this.closes;
	}

	List<CloseStatus> aborts() {
		return this.aborts;
	}

	/**
	 * Return what the engine did against the contract.
	 * @return descriptions
	 */
	List<String> faults() {
		return this.faults;
	}

	/**
	 * Fail if an assertion failed inside a hook, where the engine catches it.
	 */
	void verify() {
		this.failures.forEach((failure) -> {
			throw failure;
		});
	}

	boolean isWriting() {
		return this.writing;
	}

	boolean isLive() {
		return !this.ended && this.closes.isEmpty() && this.aborts.isEmpty();
	}

	/**
	 * Runs inside a call of the engine.
	 */
	@FunctionalInterface
	interface Hook {

		void run(String what) throws IOException;

	}

}

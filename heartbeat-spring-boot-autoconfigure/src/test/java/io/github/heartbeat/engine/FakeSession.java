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
import java.io.InterruptedIOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatConnectionException;
import io.github.heartbeat.transport.HandshakeResponse;
import io.github.heartbeat.transport.TransportEnd;
import io.github.heartbeat.transport.TransportListener;
import io.github.heartbeat.transport.TransportSession;
import io.github.heartbeat.transport.Utf8;
import io.github.heartbeat.transport.WriteListener;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;
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

	private final FakeSignals signals;

	private final FakeWrites writes;

	private final Executor io;

	private final int number;

	private final List<String> written = Collections.synchronizedList(new ArrayList<>());

	private final List<CloseStatus> closes = new CopyOnWriteArrayList<>();

	private final List<CloseStatus> closeAnswers = new CopyOnWriteArrayList<>();

	private final List<CloseStatus> aborts = new CopyOnWriteArrayList<>();

	private final List<String> faults = new CopyOnWriteArrayList<>();

	private final List<Runnable> rejected = new CopyOnWriteArrayList<>();

	private final List<AssertionError> failures = new CopyOnWriteArrayList<>();

	/** Open once a peer that reads nothing reads, or is gone. */
	private final CountDownLatch thawed = new CountDownLatch(1);

	private HttpHeaders handshakeHeaders = HttpHeaders.EMPTY;

	private volatile Hook onWrite = NOTHING;

	private volatile Hook onClose = NOTHING;

	private volatile Hook onAbort = NOTHING;

	private volatile Consumer<WebSocketMessage<?>> onMessage = (message) -> {
	};

	private volatile Consumer<String> onHandOver = (what) -> {
	};

	private volatile boolean answeringClose = true;

	private volatile boolean writing;

	private volatile ByteBuffer lastPing = ByteBuffer.allocate(0);

	private volatile boolean ended;

	private @Nullable String subprotocol;

	private @Nullable WebSocketSession nativeSession;

	FakeSession(TransportListener listener, int number, Executor io) {
		this.signals = new FakeSignals(listener, this::listenerFailed);
		this.writes = new FakeWrites(io, this::writeListenerFailed);
		this.number = number;
		this.io = io;
	}

	/**
	 * Tell that the connection is open.
	 */
	void open() {
		this.signals.open(this);
	}

	/**
	 * Close the socket, and tell nothing.
	 */
	void discard() {
		this.ended = true;
		this.thawed.countDown();
	}

	// What the engine does

	@Override
	public HandshakeResponse getHandshakeResponse() {
		return new HandshakeResponse(101, this.handshakeHeaders, this.subprotocol, List.of());
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
	public void sendText(String text, WriteListener listener) {
		write(text, new TextMessage(text), listener);
	}

	@Override
	public void sendBinary(ByteBuffer bytes, WriteListener listener) {
		write("(" + bytes.remaining() + " bytes)", new BinaryMessage(bytes), listener);
	}

	@Override
	public void sendPing(ByteBuffer payload, WriteListener listener) {
		this.lastPing = payload.duplicate();
		write(PING, new PingMessage(payload), listener);
	}

	private void write(String what, WebSocketMessage<?> message, WriteListener listener) {
		this.onHandOver.accept(what);
		if (!this.writes.begin(() -> write(what, message), listener)) {
			this.faults.add("'" + what + "' is written while another write is under way");
			listener.writeFailed(new IllegalStateException("TEXT_FULL_WRITING"));
		}
	}

	private void write(String what, WebSocketMessage<?> message) throws IOException {
		this.writing = true;
		try {
			checkOpen();
			call(this.onWrite, what);
			checkOpen();
			this.written.add(what);
			this.onMessage.accept(message);
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
	public void suspendReading() {
		this.signals.suspend();
	}

	@Override
	public void resumeReading() {
		if (this.signals.resume()) {
			inBackground(this.signals::tell);
		}
	}

	@Override
	public void close(CloseStatus status) {
		this.signals.release();
		inBackground(() -> {
			this.signals.tell();
			try {
				call(this.onClose, status.toString());
			}
			catch (Throwable ex) {
				abortNow(status);
				return;
			}
			this.closes.add(status);
			if (this.answeringClose) {
				endBehindFrames(TransportEnd.closedByClient());
			}
		});
	}

	@Override
	public void abort(CloseStatus status) {
		inBackground(() -> abortNow(status));
	}

	private void abortNow(CloseStatus status) {
		try {
			call(this.onAbort, status.toString());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		this.aborts.add(status);
		end(TransportEnd.closedByClient());
	}

	private void inBackground(Runnable action) {
		try {
			this.io.execute(action);
		}
		catch (RejectedExecutionException ex) {
			// As a transport that tries again until there is a thread
			this.rejected.add(action);
		}
	}

	/**
	 * Carry out what found no thread.
	 */
	void retryRejected() {
		List<Runnable> rejected = List.copyOf(this.rejected);
		this.rejected.clear();
		rejected.forEach(Runnable::run);
	}

	/**
	 * End the connection, whatever was not read yet.
	 * @param end how it ended
	 */
	void end(TransportEnd end) {
		discard();
		this.signals.end(end);
	}

	private void endBehindFrames(TransportEnd end) {
		discard();
		this.signals.endBehindFrames(end);
	}

	private void writeListenerFailed(Throwable failure) {
		listenerFailed(failure);
		end(TransportEnd.failed(DisconnectCause.CONNECTION_LOST, failure));
	}

	private void listenerFailed(Throwable failure) {
		discard();
		if (failure instanceof AssertionError assertion) {
			this.failures.add(assertion);
		}
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

	FakeSession handshakeHeaders(HttpHeaders handshakeHeaders) {
		this.handshakeHeaders = handshakeHeaders;
		return this;
	}

	FakeSession subprotocol(String subprotocol) {
		this.subprotocol = subprotocol;
		return this;
	}

	/**
	 * Do something with each message and each control frame that is written.
	 * @param onMessage what to do
	 * @return this session
	 */
	FakeSession onMessage(Consumer<WebSocketMessage<?>> onMessage) {
		this.onMessage = onMessage;
		return this;
	}

	/**
	 * Play a peer that does not answer Close frames.
	 * @return this session
	 */
	FakeSession ignoringClose() {
		this.answeringClose = false;
		return this;
	}

	/**
	 * Play a peer that reads nothing: a write takes until it does, or the connection
	 * ends.
	 * @return this session
	 */
	FakeSession freeze() {
		return onWrite((what) -> {
			try {
				this.thawed.await();
			}
			catch (InterruptedException ex) {
				throw new InterruptedIOException("The thread was interrupted");
			}
		});
	}

	void thaw() {
		this.thawed.countDown();
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
		receivePart(text, true);
	}

	/**
	 * Let a message arrive.
	 * @param text the message
	 * @param received run once it has been read, which may be later
	 */
	void receive(String text, Runnable received) {
		this.signals.frame((frames) -> {
			frames.text(text, Utf8.length(text), true);
			received.run();
		});
	}

	void receivePart(String part, boolean last) {
		this.signals.frame((frames) -> frames.text(part, Utf8.length(part), last));
	}

	void receive(byte[] bytes) {
		this.signals.frame((frames) -> frames.binary(ByteBuffer.wrap(bytes), true));
	}

	void ping() {
		ping(ByteBuffer.allocate(0));
	}

	void ping(ByteBuffer payload) {
		this.signals.frame((frames) -> {
			this.onMessage.accept(new PongMessage(payload));
			frames.ping();
		});
	}

	void pong() {
		ByteBuffer payload = this.lastPing.duplicate();
		this.signals.frame((frames) -> frames.pong(payload));
	}

	/**
	 * Let a pong arrive that nobody asked for.
	 */
	void unsolicitedPong() {
		this.signals.frame((frames) -> frames.pong(ByteBuffer.wrap(new byte[] { 1, 2, 3 })));
	}

	/**
	 * Let the peer end the connection with a Close frame, or without one.
	 * @param status the close code and reason
	 */
	void closeByPeer(CloseStatus status) {
		if (status.getCode() == CloseStatus.NO_CLOSE_FRAME.getCode()) {
			endBehindFrames(TransportEnd.failed(DisconnectCause.CONNECTION_LOST,
					new IOException("The connection ended without a Close frame")));
		}
		else {
			this.closeAnswers.add(status);
			endBehindFrames(TransportEnd.closedByServer(status.getCode(), status.getReason()));
		}
	}

	/**
	 * Let the transport of this side end the connection for a wrong frame.
	 * @param status the close code and reason
	 */
	void closeByTransport(CloseStatus status) {
		endBehindFrames(new TransportEnd(DisconnectCause.PROTOCOL_ERROR, status.getCode(), status.getReason(),
				new HeartbeatConnectionException(DisconnectCause.PROTOCOL_ERROR, "A frame violated RFC 6455", null,
						null),
				null));
	}

	/**
	 * Play a socket that takes writes although it is closed.
	 */
	void revive() {
		this.ended = false;
	}

	/**
	 * Let the connection fail.
	 */
	void fail() {
		end(TransportEnd.failed(DisconnectCause.CONNECTION_LOST, new IOException("Connection reset")));
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

	/**
	 * Return with what the Close frames of the peer were answered.
	 * @return the close codes and reasons
	 */
	List<CloseStatus> closeAnswers() {
		return this.closeAnswers;
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

	boolean isSuspended() {
		return this.signals.isSuspended();
	}

	boolean isWriting() {
		return this.writing;
	}

	boolean isLive() {
		return !this.ended && this.closes.isEmpty() && this.aborts.isEmpty();
	}

	/**
	 * Set what is called with each frame handed over, before it is written.
	 * @param onHandOver told what is handed over
	 */
	void onHandOver(Consumer<String> onHandOver) {
		this.onHandOver = onHandOver;
	}

	boolean hasEnded() {
		return this.ended;
	}

	/**
	 * Runs inside a call of the engine.
	 */
	@FunctionalInterface
	interface Hook {

		void run(String what) throws IOException;

	}

}

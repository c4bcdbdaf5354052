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

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * A scriptable WebSocket server on 127.0.0.1, or in memory, that records what clients do
 * and misbehaves on request. It answers pings and close frames like a good server unless
 * told otherwise, and negotiates no extension. All methods may be called from any thread.
 * Handlers run on the thread of their connection, one at a time for each connection; a
 * handler that throws ends its connection with 1011, and {@link #close()} reports it.
 */
public final class HeartbeatTestServer implements AutoCloseable {

	/**
	 * The header of the handshake by which {@link #client} knows a client. The transports
	 * of {@code heartbeat-spring-boot-test} send it.
	 */
	public static final String CLIENT_HEADER = "Heartbeat-Client";

	private static final Duration CLIENT_TIMEOUT = Duration.ofSeconds(10);

	private final ServerOptions options;

	private final ServerRecorder recorder;

	private final ServerNetwork network;

	private final @Nullable MemoryNetwork memory;

	private HeartbeatTestServer(@Nullable SSLContext sslContext, boolean needClientAuth) {
		this.options = new ServerOptions(sslContext, needClientAuth);
		this.recorder = new ServerRecorder(null);
		this.network = new ServerSockets(this.options, this.recorder);
		this.memory = null;
	}

	private HeartbeatTestServer(HeartbeatTestClock clock) {
		this.options = new ServerOptions(null, false);
		this.recorder = new ServerRecorder(clock);
		this.memory = new MemoryNetwork(clock, this.options, this.recorder);
		this.network = this.memory;
	}

	/**
	 * Start a server for {@code ws://} on a free port.
	 * @return the running server
	 * @throws java.io.UncheckedIOException if no port can be bound
	 */
	public static HeartbeatTestServer start() {
		return new HeartbeatTestServer(null, false).restart();
	}

	/**
	 * Start a server for {@code wss://} on a free port.
	 * @param sslContext the context with the server's key, and the trusted clients if
	 * {@code needClientAuth}
	 * @param needClientAuth whether clients without a trusted certificate are refused
	 * @return the running server
	 * @throws java.io.UncheckedIOException if no port can be bound
	 */
	public static HeartbeatTestServer start(SSLContext sslContext, boolean needClientAuth) {
		return new HeartbeatTestServer(sslContext, needClientAuth).restart();
	}

	/**
	 * Start a server without sockets, for clients whose transport {@linkplain #connect
	 * connects} to it. What is done to it from outside has had all its consequences when
	 * the call returns: a message that is sent has been heard by the listeners. Where a
	 * method waits, and where something takes its time, it is the time of the clock that
	 * passes.
	 * @param clock the clock, which is that of the clients
	 * @return the running server
	 */
	public static HeartbeatTestServer inMemory(HeartbeatTestClock clock) {
		return new HeartbeatTestServer(Objects.requireNonNull(clock, "'clock' must not be null")).restart();
	}

	/**
	 * Stop if running, and listen again on the same port. Records and options stay.
	 * @return this server
	 * @throws java.io.UncheckedIOException if someone else took the port meanwhile
	 */
	public HeartbeatTestServer restart() {
		stop();
		this.network.start();
		return this;
	}

	/**
	 * Stop like a process that dies: the port refuses connections, and the connections
	 * are cut without a close frame. Takes less than a second. Does nothing if stopped.
	 */
	public void stop() {
		this.network.stop();
	}

	/**
	 * Stop for good, and report what handlers threw.
	 * @throws AssertionError if a handler failed, with its first failure as the cause
	 */
	@Override
	public void close() {
		this.network.close();
		verify();
	}

	/**
	 * Report what handlers threw since the last report.
	 * @throws AssertionError if a handler failed, with its first failure as the cause
	 */
	public void verify() {
		List<Throwable> failures = this.options.drainFailures();
		if (!failures.isEmpty()) {
			throw new AssertionError(failures.size() + " handler calls failed", failures.get(0));
		}
	}

	/**
	 * Behave well again, as a server that was just started: without handlers, responses
	 * and records. Connections that are open stay, and can be taken again.
	 * @throws java.io.UncheckedIOException if this server was stopped and someone else
	 * took the port meanwhile
	 */
	public void reset() {
		this.options.reset();
		this.network.start();
		thaw();
		ignorePings(false);
		ignoreClose(false);
		pongDelay(Duration.ZERO);
		forget();
	}

	/**
	 * Forget what was recorded so far. Connections that are open stay, and can be taken
	 * again.
	 */
	public void forget() {
		this.recorder.clear();
	}

	/**
	 * Return the port, which stays the same over {@link #restart()}.
	 * @return the port
	 * @throws IllegalStateException if this server is in memory
	 */
	public int port() {
		return this.network.port();
	}

	/**
	 * Return the address of the server's root.
	 * @return the URL, ending in a slash
	 */
	public String url() {
		return url("/");
	}

	/**
	 * Return an address at the server.
	 * @param path the path, with a leading slash, and the query if any
	 * @return the URL; its host is {@code 127.0.0.1}, with TLS {@code localhost} since
	 * certificates name hosts, and in memory one that does not exist
	 */
	public String url(String path) {
		return this.network.url(path);
	}

	/**
	 * Connect a client to this server in memory. For those who write a transport of
	 * clients.
	 * @param path the path, with a leading slash, and the query if any
	 * @param headers the headers of the request
	 * @param listener told what comes of it, maybe before this method returns
	 * @return the client's end
	 * @throws IllegalStateException if this server has sockets
	 */
	public MemoryConnection connect(String path, Map<String, List<String>> headers, MemoryListener listener) {
		if (this.memory == null) {
			throw new IllegalStateException("This server has sockets: connect to " + url(path));
		}
		return this.memory.connect(path, headers, listener);
	}

	/**
	 * Set what happens at following TCP connections, one response for each in this order;
	 * after them the {@linkplain #respondWith default} holds again.
	 * @param responses the responses
	 * @return this server
	 */
	public HeartbeatTestServer enqueue(HandshakeResponse... responses) {
		this.options.enqueue(List.of(responses));
		return this;
	}

	/**
	 * Set what happens at TCP connections that find nothing {@linkplain #enqueue
	 * enqueued}, {@link HandshakeResponse#upgrade()} at first.
	 * @param response the default response
	 * @return this server
	 */
	public HeartbeatTestServer respondWith(HandshakeResponse response) {
		this.options.defaultResponse = response;
		return this;
	}

	/**
	 * Set the subprotocols of the server, none at first. Of those a client asks for, the
	 * first that is among them is chosen.
	 * @param subprotocols the subprotocols
	 * @return this server
	 */
	public HeartbeatTestServer subprotocols(String... subprotocols) {
		this.options.subprotocols = List.of(subprotocols);
		return this;
	}

	/**
	 * Set what happens when a connection has been opened, before its first frame is read.
	 * @param handler the handler, called on the thread of the connection
	 * @return this server
	 */
	public HeartbeatTestServer onConnect(Consumer<? super HeartbeatTestConnection> handler) {
		this.options.onConnect = handler;
		return this;
	}

	/**
	 * Set what happens at each whole text message, for example a {@link SeedScript}.
	 * @param handler the handler, called on the thread of the connection
	 * @return this server
	 */
	public HeartbeatTestServer onText(BiConsumer<? super HeartbeatTestConnection, ? super String> handler) {
		this.options.onText = handler;
		return this;
	}

	/**
	 * Set what happens at each whole binary message.
	 * @param handler the handler, called on the thread of the connection
	 * @return this server
	 */
	public HeartbeatTestServer onBinary(BiConsumer<? super HeartbeatTestConnection, ? super byte[]> handler) {
		this.options.onBinary = handler;
		return this;
	}

	/**
	 * Play a recording to the connections that open from now on: to each what the server
	 * did on one connection of the recording, as {@link HeartbeatTestConnection#replay}
	 * does, in the order of the connections, and to those after the last one nothing.
	 * @param recording the recording
	 * @param speed how many times as fast as it was
	 * @return this server
	 * @throws IllegalArgumentException if the speed is not positive
	 */
	public HeartbeatTestServer replay(HeartbeatRecording recording, double speed) {
		this.options.replay = new Replay(recording, speed);
		return this;
	}

	/**
	 * Set whether pings stay unanswered, on open and on following connections.
	 * @param ignore whether to ignore pings, {@code false} at first
	 * @return this server
	 */
	public HeartbeatTestServer ignorePings(boolean ignore) {
		this.options.ignorePings = ignore;
		connections().forEach((connection) -> connection.ignorePings(ignore));
		return this;
	}

	/**
	 * Set the time between a ping and its pong, on open and on following connections.
	 * @param delay the delay, zero at first
	 * @return this server
	 */
	public HeartbeatTestServer pongDelay(Duration delay) {
		this.options.pongDelay = delay;
		connections().forEach((connection) -> connection.pongDelay(delay));
		return this;
	}

	/**
	 * Set whether close frames are neither answered nor followed by the end of the TCP
	 * connection, on open and on following connections.
	 * @param ignore whether to ignore close frames, {@code false} at first
	 * @return this server
	 */
	public HeartbeatTestServer ignoreClose(boolean ignore) {
		this.options.ignoreClose = ignore;
		connections().forEach((connection) -> connection.ignoreClose(ignore));
		return this;
	}

	/**
	 * Set whether frames are kept for {@link #takeFrame} and {@link #frames()}, or only
	 * counted, as a test with millions of them wants it.
	 * @param record whether to keep frames, {@code true} at first
	 * @return this server
	 */
	public HeartbeatTestServer recordFrames(boolean record) {
		this.recorder.recordFrames(record);
		return this;
	}

	/**
	 * Stop reading and writing on all TCP connections and keep them. Following ones are
	 * accepted, and not answered either.
	 */
	public void freeze() {
		this.network.freeze();
	}

	/**
	 * Undo {@link #freeze()}, also of single connections.
	 */
	public void thaw() {
		this.network.thaw();
	}

	/**
	 * Send a text message to all open connections, one after the other.
	 * @param text the text
	 */
	public void broadcast(String text) {
		connections().forEach((connection) -> connection.sendText(text));
	}

	/**
	 * Return the connections that are open now: their 101 was sent, and the server has
	 * not seen their end.
	 * @return the connections in the order of opening; a copy
	 */
	public List<HeartbeatTestConnection> connections() {
		return this.recorder.connections();
	}

	/**
	 * Return the connection of a client, once it is open.
	 * @param name the name of the client, as it is in the {@link #CLIENT_HEADER} of its
	 * handshake
	 * @return the connection that was opened last, of those that are open
	 * @throws AssertionError if there is none within 10 seconds
	 * @throws InterruptedException if interrupted while waiting
	 */
	public HeartbeatTestConnection client(String name) throws InterruptedException {
		return this.recorder.awaitClient(CLIENT_HEADER, name, CLIENT_TIMEOUT);
	}

	/**
	 * Take the oldest opened connection not taken yet, open still or not.
	 * @param timeout how long to wait for it
	 * @return the connection
	 * @throws AssertionError if there is none in time
	 * @throws InterruptedException if interrupted while waiting
	 */
	public HeartbeatTestConnection takeConnection(Duration timeout) throws InterruptedException {
		return this.recorder.takeConnection(timeout);
	}

	/**
	 * Return all requests for a handshake so far, also of those that were refused.
	 * @return the handshakes in the order of arrival; a copy
	 */
	public List<RecordedHandshake> handshakes() {
		return this.recorder.handshakes();
	}

	/**
	 * Wait until there have been so many requests for a handshake since the server was
	 * made.
	 * @param count the number of requests
	 * @param timeout how long to wait for them
	 * @return all handshakes so far, {@code count} or more
	 * @throws AssertionError if there are fewer in time
	 * @throws InterruptedException if interrupted while waiting
	 */
	public List<RecordedHandshake> awaitHandshakes(int count, Duration timeout) throws InterruptedException {
		return this.recorder.awaitHandshakes(count, timeout);
	}

	/**
	 * Return all frames received so far, taken or not, control frames included.
	 * @return the frames in the order of arrival; a copy
	 */
	public List<RecordedFrame> frames() {
		return this.recorder.frames();
	}

	/**
	 * Take the oldest frame not taken yet, of whatever connection and opcode.
	 * @param timeout how long to wait for it
	 * @return the frame
	 * @throws AssertionError if there is none in time
	 * @throws InterruptedException if interrupted while waiting
	 */
	public RecordedFrame takeFrame(Duration timeout) throws InterruptedException {
		return takeFrame((frame) -> true, timeout);
	}

	/**
	 * Take the oldest such frame not taken yet. Others stay to be taken.
	 * @param filter which frames to look at
	 * @param timeout how long to wait for it
	 * @return the frame
	 * @throws AssertionError if there is none in time
	 * @throws InterruptedException if interrupted while waiting
	 */
	public RecordedFrame takeFrame(Predicate<? super RecordedFrame> filter, Duration timeout)
			throws InterruptedException {
		return this.recorder.takeFrame(filter, timeout);
	}

	/**
	 * Return how many connections there are and have been.
	 * @return the counts, all of the same moment
	 */
	public ConnectionCounts counts() {
		return this.recorder.counts(this.network.count());
	}

}

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

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The connections of a server without sockets, from start to stop.
 */
final class MemoryNetwork implements ServerNetwork {

	/** Nothing depends on its being another one each time. */
	private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

	private final Set<MemoryWire> wires = ConcurrentHashMap.newKeySet();

	private final Object monitor = new Object();

	private final HeartbeatTestClock clock;

	private final ServerOptions options;

	private final ServerRecorder recorder;

	private boolean running;

	private boolean frozen;

	MemoryNetwork(HeartbeatTestClock clock, ServerOptions options, ServerRecorder recorder) {
		this.clock = clock;
		this.options = options;
		this.recorder = recorder;
	}

	@Override
	public int port() {
		throw new IllegalStateException("A server in memory has no port");
	}

	@Override
	public String url(String path) {
		return "ws://memory.invalid" + path;
	}

	@Override
	public void start() {
		synchronized (this.monitor) {
			this.running = true;
		}
	}

	@Override
	public void stop() {
		synchronized (this.monitor) {
			this.running = false;
		}
		// Like a process that dies, frozen or not
		this.wires.forEach((wire) -> wire.end(MemoryEnd.CUT));
		this.clock.settleIfOutside();
	}

	@Override
	public void close() {
		stop();
	}

	@Override
	public void freeze() {
		synchronized (this.monitor) {
			this.frozen = true;
			this.wires.forEach(MemoryWire::freeze);
		}
	}

	@Override
	public void thaw() {
		synchronized (this.monitor) {
			this.frozen = false;
		}
		this.wires.forEach(MemoryWire::thaw);
	}

	@Override
	public int count() {
		return this.wires.size();
	}

	MemoryConnection connect(String path, Map<String, List<String>> headers, MemoryListener listener) {
		int id = this.recorder.accepted();
		Entry entry = new Entry(id, path, headers, listener);
		boolean accepted;
		synchronized (this.monitor) {
			accepted = this.running;
			if (accepted) {
				this.wires.add(entry.wire);
				if (this.frozen) {
					entry.wire.freeze();
				}
			}
		}
		if (accepted) {
			entry.wire.atServer(entry::begin);
		}
		else {
			entry.wire.end(MemoryEnd.REFUSED);
		}
		return new MemoryConnection(entry.wire);
	}

	/**
	 * A client that has come in.
	 */
	private final class Entry {

		private final int id;

		private final String path;

		private final Map<String, List<String>> headers;

		private final MemoryWire wire;

		private volatile @Nullable HeartbeatTestConnection connection;

		Entry(int id, String path, Map<String, List<String>> headers, MemoryListener listener) {
			this.id = id;
			this.path = path;
			this.headers = headers;
			this.wire = new MemoryWire(id, MemoryNetwork.this.clock, listener, this::ended,
					MemoryNetwork.this.options::failed);
		}

		private void ended() {
			MemoryNetwork.this.wires.remove(this.wire);
			HeartbeatTestConnection connection = this.connection;
			if (connection != null) {
				MemoryNetwork.this.recorder.closed(connection);
			}
		}

		void begin() {
			HandshakeResponse response = MemoryNetwork.this.options.nextResponse();
			switch (response.kind()) {
				case DROP -> this.wire.end(MemoryEnd.CUT);
				case TARPIT -> {
					// Nothing is read, and nothing is said
				}
				default -> handshake(response);
			}
		}

		private void handshake(HandshakeResponse response) {
			RecordedHandshake handshake = HandshakeCodec.of(this.id, this.path, this.headers,
					MemoryNetwork.this.clock.nanoTime());
			MemoryNetwork.this.recorder.handshake(handshake);
			if (response.delay().isZero()) {
				answer(response, handshake);
			}
			else {
				this.wire.later(response.delay(), () -> answer(response, handshake));
			}
		}

		private void answer(HandshakeResponse response, RecordedHandshake handshake) {
			switch (response.kind()) {
				case SILENCE -> {
					// The client waits for an answer
				}
				case GARBAGE -> this.wire.end(MemoryEnd.INVALID);
				case REFUSE -> this.wire.refuse(response);
				default -> upgrade(response, handshake);
			}
		}

		private void upgrade(HandshakeResponse response, RecordedHandshake handshake) {
			ServerOptions options = MemoryNetwork.this.options;
			List<String> answer = response.upgradeHeaders(KEY, options.selectSubprotocol(handshake));
			if (!answer.get(answer.indexOf("Sec-WebSocket-Accept") + 1).equals(HandshakeCodec.accept(KEY))) {
				this.wire.end(MemoryEnd.INVALID);
				return;
			}
			HeartbeatTestConnection connection = new HeartbeatTestConnection(this.id, handshake, this.wire,
					options.manners());
			Conversation conversation = new Conversation(connection, this.wire, options, MemoryNetwork.this.recorder);
			if (response.kind() == HandshakeResponse.Kind.UPGRADE_THEN_CUT) {
				this.wire.open(answer, (frame) -> {
				});
				this.wire.shut();
				return;
			}
			this.connection = connection;
			MemoryNetwork.this.recorder.opened(connection);
			this.wire.open(answer, (frame) -> goOn(conversation.answer(frame)));
			goOn(conversation.begin());
		}

		private void goOn(boolean goOn) {
			if (!goOn) {
				this.wire.shut();
			}
		}

	}

}

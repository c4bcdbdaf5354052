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

import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The port and the TCP connections of a server, from start to stop.
 */
final class ServerSockets implements ServerNetwork {

	private static final Duration STOP_TIMEOUT = Duration.ofMillis(450);

	private final FixtureThreads threads = new FixtureThreads("heartbeat-test-server");

	private final LoopbackListener listener = new LoopbackListener(this.threads, this::accept);

	private final Set<TestSocket> sockets = ConcurrentHashMap.newKeySet();

	private final Object monitor = new Object();

	private final ServerOptions options;

	private final ServerRecorder recorder;

	private boolean running;

	private boolean frozen;

	ServerSockets(ServerOptions options, ServerRecorder recorder) {
		this.options = options;
		this.recorder = recorder;
	}

	@Override
	public int port() {
		return this.listener.port();
	}

	@Override
	public String url(String path) {
		return ((this.options.sslContext() != null) ? "wss://localhost:" : "ws://127.0.0.1:") + port() + path;
	}

	@Override
	public int count() {
		return this.sockets.size();
	}

	@Override
	public void start() {
		synchronized (this.monitor) {
			this.running = true;
		}
		this.listener.listen();
	}

	@Override
	public void stop() {
		synchronized (this.monitor) {
			this.running = false;
		}
		this.listener.refuse();
		this.sockets.forEach(TestSocket::cut);
		this.threads.stop(STOP_TIMEOUT);
	}

	@Override
	public void close() {
		stop();
		this.listener.close();
	}

	@Override
	public void freeze() {
		synchronized (this.monitor) {
			this.frozen = true;
			this.sockets.forEach(TestSocket::freeze);
		}
	}

	@Override
	public void thaw() {
		synchronized (this.monitor) {
			this.frozen = false;
		}
		this.sockets.forEach(TestSocket::thaw);
	}

	private void accept(Socket accepted) {
		int id = this.recorder.accepted();
		TestSocket socket = new TestSocket(accepted, this.threads);
		synchronized (this.monitor) {
			if (!this.running) {
				socket.reset();
				return;
			}
			if (this.frozen) {
				socket.freeze();
			}
			this.sockets.add(socket);
		}
		ConnectionTask task = new ConnectionTask(id, socket, this.options.nextResponse(), this.options, this.recorder);
		this.threads.start(port() + "-connection-" + id, () -> {
			try {
				task.run();
			}
			finally {
				this.sockets.remove(socket);
			}
		});
	}

}

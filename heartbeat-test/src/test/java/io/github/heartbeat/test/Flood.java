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

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import static org.awaitility.Awaitility.await;

/**
 * A TCP client that writes as fast as it may, for the tests of the fixtures.
 */
final class Flood implements AutoCloseable {

	private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

	private final AtomicLong written = new AtomicLong();

	private final Socket socket;

	private final Thread writer = new Thread(this::write, "flood");

	Flood(int port) throws IOException {
		this.socket = new Socket("127.0.0.1", port);
		this.writer.setDaemon(true);
		this.writer.start();
	}

	private void write() {
		byte[] bytes = new byte[64 * 1024];
		try {
			while (true) {
				this.socket.getOutputStream().write(bytes);
				this.written.addAndGet(bytes.length);
			}
		}
		catch (IOException ex) {
			// Closed by the test
		}
	}

	long written() {
		return this.written.get();
	}

	boolean isWriting() {
		return this.writer.isAlive();
	}

	/**
	 * Wait until the receiver lets no more through.
	 */
	void awaitStuck() {
		AtomicLong last = new AtomicLong(-1);
		await().pollInterval(POLL_INTERVAL)
			.atMost(TestClient.TIMEOUT)
			.until(() -> written() > 0 && last.getAndSet(written()) == written());
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}

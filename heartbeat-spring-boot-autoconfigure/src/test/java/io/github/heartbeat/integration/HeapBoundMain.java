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

package io.github.heartbeat.integration;

import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.ReceiveOverflow;
import io.github.heartbeat.engine.HeartbeatEngine;
import io.github.heartbeat.event.HeartbeatMessageEvent;

import org.springframework.util.unit.DataSize;

/**
 * A client in a process of its own, whose heap is bounded from outside.
 */
public final class HeapBoundMain {

	private HeapBoundMain() {
	}

	/**
	 * Receive messages, slowly if wanted, and end with status 0 after the last.
	 * @param args the URL, the size a message may have, the overflow, how many messages
	 * to wait for, and the microseconds that a listener takes for each
	 * @throws Exception if interrupted
	 */
	public static void main(String[] args) throws Exception {
		HeartbeatClientSettings settings = HeartbeatClientSettings.of(URI.create(args[0]));
		settings = settings.withReceive(settings.receive()
			.withMaxMessageSize(DataSize.parse(args[1]))
			.withOverflow(ReceiveOverflow.valueOf(args[2])));
		int expected = Integer.parseInt(args[3]);
		long nanos = Long.parseLong(args[4]) * 1000;
		AtomicInteger count = new AtomicInteger();
		CountDownLatch last = new CountDownLatch(1);
		HeartbeatEngine engine = HeartbeatEngine.builder((event) -> {
			if (event instanceof HeartbeatMessageEvent message) {
				LockSupport.parkNanos(nanos);
				if (count.incrementAndGet() == expected || message.getText().equals("last")) {
					last.countDown();
				}
			}
		}, TestTransport::create).client("heap", settings).build();
		engine.start();
		last.await();
		engine.destroy();
		System.exit(0);
	}

}

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

import java.util.function.BiConsumer;

/**
 * The server side of websocket-heartbeat-js's test suite: answers {@code clientMsg} with
 * {@code serverMsg} and {@code heartbeat} with {@code get heartbeat}, closes with 1000 on
 * {@code please close}, and sends the text {@code close} on
 * {@code please server send close message}. Leaves every other text unanswered.
 */
public final class SeedScript implements BiConsumer<HeartbeatTestConnection, String> {

	private static final int NORMAL = 1000;

	/**
	 * Create a script to be given to {@link HeartbeatTestServer#onText}.
	 */
	public SeedScript() {
	}

	@Override
	public void accept(HeartbeatTestConnection connection, String text) {
		switch (text) {
			case "clientMsg" -> connection.sendText("serverMsg");
			case "heartbeat" -> connection.sendText("get heartbeat");
			case "please close" -> connection.sendClose(NORMAL, "");
			case "please server send close message" -> connection.sendText("close");
			default -> {
				// Nothing else is in the script
			}
		}
	}

}

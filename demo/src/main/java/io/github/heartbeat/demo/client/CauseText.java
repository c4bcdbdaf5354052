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

package io.github.heartbeat.demo.client;

import io.github.heartbeat.DisconnectCause;

/**
 * Puts a {@link DisconnectCause} into plain words.
 */
final class CauseText {

	private CauseText() {
	}

	static String of(DisconnectCause cause) {
		return switch (cause) {
			case CLOSED_BY_CLIENT -> "closed by us";
			case CLOSE_MESSAGE -> "closed, since the server said goodbye";
			case SHUTDOWN -> "closed, since we stop";
			case RECONNECT_REQUESTED -> "closed, to connect anew";
			case CLOSED_BY_SERVER -> "closed by the server";
			case CONNECTION_LOST -> "connection lost";
			case PING_TIMEOUT -> "server went silent";
			case SEND_TIMEOUT, SEND_FAILED -> "nothing can be sent any more";
			case MESSAGE_TOO_BIG -> "server sent too large a message";
			case PROTOCOL_ERROR -> "server broke the protocol";
			case READY_TIMEOUT -> "server was not ready in time";
			case INITIALIZER_FAILED -> "what comes first on a connection failed";
			case UNKNOWN_HOST -> "server not found";
			case CONNECTION_REFUSED -> "connection refused";
			case CONNECT_TIMEOUT -> "server does not answer";
			case TLS_FAILED -> "no trust in the server's TLS";
			case HANDSHAKE_REJECTED -> "server refused the handshake";
			case HANDSHAKE_INVALID -> "server does not speak WebSocket";
			case CUSTOMIZER_FAILED, CONNECT_FAILED -> "connecting failed";
		};
	}

}

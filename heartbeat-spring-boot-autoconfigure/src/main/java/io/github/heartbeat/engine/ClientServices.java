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

import java.util.concurrent.Executor;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.engine.concurrent.EngineTimer;
import io.github.heartbeat.engine.liveness.PingMessages;
import io.github.heartbeat.engine.liveness.PingStatistics;
import io.github.heartbeat.engine.receive.MessageReceiver;
import io.github.heartbeat.engine.receive.ReceiveQueue;
import io.github.heartbeat.engine.receive.Requests;
import io.github.heartbeat.engine.send.MessageSender;
import org.jspecify.annotations.Nullable;

/**
 * Services that the connections of one client share.
 *
 * @param client the client
 * @param context what all clients share
 * @param dispatch for the user's code of this client
 * @param sender the sending side
 * @param outbound makes messages and requests of what the user sends
 * @param receiver the receiving side, up to its queue
 * @param receiveQueue the queue to the listeners
 * @param requests the requests that wait for a reply
 * @param pingMessages supplies the pings that are messages, or {@code null} for frames
 * @param pings counts the pings
 * @param readyRule decides when a connection is ready
 * @param disconnects translates what ends a connection
 * @param failures takes those of the user's code
 * @param initialization runs the initializers
 */
record ClientServices(HeartbeatClient client, EngineContext context, Executor dispatch, MessageSender sender,
		Outbound outbound, MessageReceiver receiver, ReceiveQueue receiveQueue, Requests requests,
		@Nullable PingMessages pingMessages, PingStatistics pings, ReadyRule readyRule,
		DisconnectTranslator disconnects, UserCodeFailures failures, ConnectionInitialization initialization) {

	HeartbeatClientSettings settings() {
		return this.client.getSettings();
	}

	EngineTimer timer() {
		return this.context.timer();
	}

}

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

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.WebSocketClient;

/**
 * A client without a network: connects at once, writes nowhere, and receives what it is
 * told to.
 */
final class FakeWebSocketClient implements WebSocketClient {

	private final CompletableFuture<WebSocketHandler> handler = new CompletableFuture<>();

	private final WebSocketSession session = (WebSocketSession) Proxy.newProxyInstance(getClass().getClassLoader(),
			new Class<?>[] { WebSocketSession.class }, (proxy, method, arguments) -> answer(method));

	private static @Nullable Object answer(Method method) {
		return switch (method.getName()) {
			case "isOpen" -> true;
			case "getExtensions" -> Collections.emptyList();
			case "getTextMessageSizeLimit", "getBinaryMessageSizeLimit", "hashCode" -> 0;
			default -> null;
		};
	}

	@Override
	public CompletableFuture<WebSocketSession> execute(WebSocketHandler webSocketHandler, String uriTemplate,
			@Nullable Object... uriVariables) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<WebSocketSession> execute(WebSocketHandler webSocketHandler,
			@Nullable WebSocketHttpHeaders headers, URI uri) {
		try {
			webSocketHandler.afterConnectionEstablished(this.session);
			this.handler.complete(webSocketHandler);
			return CompletableFuture.completedFuture(this.session);
		}
		catch (Exception ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	void awaitOpen() {
		this.handler.join();
	}

	void receive(WebSocketMessage<?> message) throws Exception {
		this.handler.join().handleMessage(this.session, message);
	}

}

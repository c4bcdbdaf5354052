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

package io.github.heartbeat.demo.server;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;

/**
 * The WebSocket endpoints: {@code /feed} streams, {@code /flaky} streams to those who
 * have subscribed, {@code /seed} only answers heartbeats.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
class FeedConfiguration implements WebSocketConfigurer {

	static final String FEED = "/feed";

	static final String FLAKY = "/flaky";

	static final String SEED = "/seed";

	private final FeedHandler handler;

	FeedConfiguration(FeedHandler handler) {
		this.handler = handler;
	}

	@Override
	public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
		registry.addHandler(this.handler, FEED, FLAKY, SEED);
	}

}

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

package io.github.heartbeat.demo.page;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter.DataWithMediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * The stream for all browsers: everything that is known first, then what is new, four
 * times a second at most and once a second at least. However much happens, an update is
 * bounded, and it is written as JSON once for all of them.
 */
@Component
class LiveStream implements DisposableBean {

	static final int MAX_BROWSERS = 16;

	private static final int MAX_QUIET_TICKS = 4;

	private final LiveHistory history;

	private final JsonMapper jsonMapper;

	private final Set<Browser> browsers = new HashSet<>();

	// A browser never has more than one thread
	private final ThreadPoolExecutor executor = new ThreadPoolExecutor(0, MAX_BROWSERS, 10, TimeUnit.SECONDS,
			new SynchronousQueue<>(), new CustomizableThreadFactory("page-"));

	private boolean closed;

	private int quietTicks;

	LiveStream(LiveHistory history, JsonMapper jsonMapper) {
		this.history = history;
		this.jsonMapper = jsonMapper;
	}

	/**
	 * Let one more browser follow.
	 * @return its stream, or an empty optional if there are too many
	 */
	synchronized Optional<SseEmitter> open() {
		if (this.closed || this.browsers.size() >= MAX_BROWSERS) {
			return Optional.empty();
		}
		// What is new is part of everything, and not to be sent twice
		publish();
		Browser browser = new Browser(this.executor, this::remove);
		this.browsers.add(browser);
		browser.send(event(this.history.all()));
		return Optional.of(browser.getEmitter());
	}

	@Scheduled(fixedRate = 250)
	synchronized void tick() {
		if (!this.browsers.isEmpty() && (this.history.hasFresh() || ++this.quietTicks >= MAX_QUIET_TICKS)) {
			publish();
		}
	}

	synchronized int getBrowsers() {
		return this.browsers.size();
	}

	/**
	 * End the streams before the web server waits for the requests under way.
	 */
	@EventListener(ContextClosedEvent.class)
	synchronized void close() {
		this.closed = true;
		this.browsers.forEach(Browser::end);
	}

	@Override
	public void destroy() {
		this.executor.shutdownNow();
	}

	private void publish() {
		this.quietTicks = 0;
		LiveUpdate update = this.history.takeFresh();
		if (!this.browsers.isEmpty()) {
			Set<DataWithMediaType> event = event(update);
			this.browsers.forEach((browser) -> browser.send(event));
		}
	}

	private Set<DataWithMediaType> event(LiveUpdate update) {
		return SseEmitter.event()
			.reconnectTime(1000)
			.data(this.jsonMapper.writeValueAsString(update), MediaType.TEXT_PLAIN)
			.build();
	}

	private synchronized void remove(Browser browser) {
		this.browsers.remove(browser);
	}

}

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

import java.time.Duration;
import java.time.Instant;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;

/**
 * Says which address to open, as the last line of the start.
 */
@Component
class PageAddress {

	private static final Log logger = LogFactory.getLog(PageAddress.class);

	/** Time for the clients to say that they are open and ready. */
	private static final Duration DELAY = Duration.ofSeconds(2);

	private final TaskScheduler scheduler;

	PageAddress(@Qualifier("taskScheduler") TaskScheduler scheduler) {
		this.scheduler = scheduler;
	}

	@EventListener
	void onReady(ApplicationReadyEvent event) {
		String port = event.getApplicationContext().getEnvironment().getProperty("local.server.port");
		if (port != null) {
			this.scheduler.schedule(() -> print(port), Instant.now().plus(DELAY));
		}
	}

	private void print(String port) {
		logger.info("Open http://localhost:" + port + " to see the clients, and to break their connections");
	}

}

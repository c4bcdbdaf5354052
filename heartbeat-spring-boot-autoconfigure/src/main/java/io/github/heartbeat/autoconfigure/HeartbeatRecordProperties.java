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

package io.github.heartbeat.autoconfigure;

import java.io.File;
import java.util.ArrayList;
import java.util.List;

import io.github.heartbeat.record.RecordDirection;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Properties of recordings.
 */
@ConfigurationProperties("heartbeat.record")
public class HeartbeatRecordProperties {

	/**
	 * Names of the clients that are recorded from the start to the end of the
	 * application.
	 */
	private List<String> clients = new ArrayList<>();

	/**
	 * Directory of the recordings. Without it one for temporary files that is the
	 * application's own.
	 */
	private @Nullable File directory;

	/**
	 * Maximum size of a recording; what is older is lost.
	 */
	private DataSize maxSize = DataSize.ofMegabytes(10);

	/**
	 * Messages that are recorded.
	 */
	private RecordDirection direction = RecordDirection.BOTH;

	public List<String> getClients() {
		return this.clients;
	}

	public void setClients(List<String> clients) {
		this.clients = clients;
	}

	public @Nullable File getDirectory() {
		return this.directory;
	}

	public void setDirectory(@Nullable File directory) {
		this.directory = directory;
	}

	public DataSize getMaxSize() {
		return this.maxSize;
	}

	public void setMaxSize(DataSize maxSize) {
		this.maxSize = maxSize;
	}

	public RecordDirection getDirection() {
		return this.direction;
	}

	public void setDirection(RecordDirection direction) {
		this.direction = direction;
	}

}

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

package io.github.heartbeat.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.github.heartbeat.HeartbeatRecordRedactor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.log.LogMessage;
import org.springframework.util.Assert;
import org.springframework.util.function.SingletonSupplier;

/**
 * Recorder of what the connections of clients carry, as lines of JSON in files. Neither a
 * connection nor a listener waits for it: one thread writes, while anything is recorded,
 * and what comes too fast for it is dropped, counted and said.
 */
public final class HeartbeatRecorder implements DisposableBean {

	private static final Log logger = LogFactory.getLog(HeartbeatRecorder.class);

	private static final long POLL_MILLIS = 100;

	private static final Duration FAREWELL = Duration.ofSeconds(1);

	/** By client, those that something can be added to. */
	private final Map<String, Recording> active = new ConcurrentHashMap<>();

	private final AtomicInteger begun = new AtomicInteger();

	private final RecordQueue queue = new RecordQueue();

	private final RecordSettings settings;

	private final Supplier<@Nullable HeartbeatRecordRedactor> redactor;

	/** Those whose files are open. Guarded by this object, as is the thread. */
	private final List<Recording> recordings = new ArrayList<>();

	private @Nullable Thread thread;

	private volatile boolean destroyed;

	/**
	 * Create a new recorder, which records nothing yet.
	 * @param settings the settings
	 * @param redactor gives the redactor, or {@code null} for none; called when the first
	 * recording begins
	 */
	public HeartbeatRecorder(RecordSettings settings, Supplier<? extends @Nullable HeartbeatRecordRedactor> redactor) {
		this.settings = settings;
		SingletonSupplier<HeartbeatRecordRedactor> singleton = SingletonSupplier.of(redactor::get);
		this.redactor = () -> singleton.get();
	}

	/**
	 * Begin to record a client. One that is being recorded goes on as it is.
	 * @param clientName the plain name of the client
	 * @param duration how long, or {@code null} until the application ends
	 * @return the file
	 * @throws UncheckedIOException if the file can't be written
	 * @throws IllegalStateException if the application context is closed
	 */
	public Path record(String clientName, @Nullable Duration duration) {
		Assert.state(!this.destroyed, "The application context is closed");
		Recording present = this.active.get(clientName);
		if (present != null) {
			return present.path();
		}
		Recording recording = begin(clientName, duration);
		synchronized (this) {
			present = this.active.putIfAbsent(clientName, recording);
			if (present == null) {
				this.recordings.add(recording);
				startThread();
			}
		}
		if (present != null) {
			recording.file().discard();
			return present.path();
		}
		logger.warn(LogMessage.format("Client '%s': messages are recorded %s, %s, to %s", clientName,
				(duration != null) ? "for " + duration.toSeconds() + " s" : "until the application ends",
				recording.isWithText() ? "with the texts that the HeartbeatRecordRedactor returns"
						: "without what they say",
				recording.path()));
		return recording.path();
	}

	private Recording begin(String clientName, @Nullable Duration duration) {
		RecordFile file = new RecordFile(this.settings.directory().get(), clientName, this.begun.incrementAndGet(),
				Instant.now(), this.settings.maxSize());
		begin(file);
		long now = System.nanoTime();
		return new Recording(clientName, file, this.settings.direction(), this.redactor.get() != null, now,
				(duration != null) ? now + duration.toNanos() : null);
	}

	private static void begin(RecordFile file) {
		try {
			file.begin();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(
					"The recording " + file.path() + " can't be written, see heartbeat.record.directory", ex);
		}
	}

	/**
	 * Return the recording of a client.
	 * @param clientName the name of the client
	 * @return the recording, or {@code null} if the client is not being recorded
	 */
	@Nullable Recording find(String clientName) {
		return this.active.get(clientName);
	}

	/**
	 * Take an entry, or count it if there is no room.
	 * @param entry the entry
	 */
	void add(RecordEntry entry) {
		if (!this.queue.offer(entry)) {
			entry.recording().dropped();
		}
	}

	private void startThread() {
		if (this.thread == null && !this.destroyed) {
			Thread thread = new Thread(this::run, "heartbeat-record");
			thread.setDaemon(true);
			this.thread = thread;
			thread.start();
		}
	}

	private void run() {
		RecordWriter writer = new RecordWriter(this.redactor);
		try {
			while (!isOver()) {
				writeNext(writer);
			}
			return;
		}
		catch (InterruptedException ex) {
			// The application ends, and the interrupt would fail what is still written
		}
		catch (Throwable ex) {
			logger.error("Recording has failed, which should not happen", ex);
		}
		endAll(writer);
	}

	private void writeNext(RecordWriter writer) throws InterruptedException {
		RecordEntry entry = this.queue.poll(POLL_MILLIS);
		if (entry != null && (!writer.write(entry) || entry.kind() == RecordEntry.Kind.END)) {
			turnOff(entry.recording());
			remove(entry.recording());
		}
		if (this.queue.isEmpty()) {
			snapshot().forEach(writer::flush);
		}
	}

	/**
	 * End the recordings whose time is over, behind what belongs to them.
	 * @return whether there is nothing left to be written
	 */
	private boolean isOver() {
		long now = System.nanoTime();
		for (Recording recording : snapshot()) {
			if ((this.destroyed || recording.isOver(now)) && turnOff(recording)) {
				this.queue.force(RecordEntry.end(recording, now));
			}
		}
		synchronized (this) {
			boolean over = this.recordings.isEmpty() && this.queue.isEmpty();
			if (over) {
				this.thread = null;
			}
			return over;
		}
	}

	/**
	 * Let nothing more be added to a recording.
	 * @param recording the recording
	 * @return {@code false} if it was turned off before
	 */
	private boolean turnOff(Recording recording) {
		return this.active.remove(recording.clientName(), recording);
	}

	private synchronized void remove(Recording recording) {
		this.recordings.remove(recording);
	}

	private synchronized List<Recording> snapshot() {
		return List.copyOf(this.recordings);
	}

	private void endAll(RecordWriter writer) {
		for (Recording recording : snapshot()) {
			turnOff(recording);
			remove(recording);
			writer.end(recording, System.nanoTime());
		}
		synchronized (this) {
			this.thread = null;
		}
	}

	/**
	 * Write what is left and end all recordings. Takes no longer than a second.
	 */
	@Override
	public void destroy() {
		this.destroyed = true;
		Thread thread;
		synchronized (this) {
			thread = this.thread;
		}
		if (thread != null) {
			try {
				thread.join(FAREWELL.toMillis());
				thread.interrupt();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

}

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
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.github.heartbeat.HeartbeatRecordRedactor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogMessage;

/**
 * Writer of recordings: puts messages together, lets the user's code redact them and
 * writes them to their files. Used by one thread at a time, which may block.
 */
final class RecordWriter {

	/** The most characters of one message that are put together. */
	private static final int MAX_TEXT = 1024 * 1024;

	private static final Log logger = LogFactory.getLog(RecordWriter.class);

	private final Supplier<? extends @Nullable HeartbeatRecordRedactor> redactor;

	/** The messages that are not whole yet, by connection and direction. */
	private final Map<String, Message> messages = new HashMap<>();

	/** What a recording of a client has lost or failed at, so that each is said once. */
	private final Map<Recording, Trouble> troubles = new HashMap<>();

	/**
	 * Create a new writer.
	 * @param redactor gives the redactor, or {@code null} for none
	 */
	RecordWriter(Supplier<? extends @Nullable HeartbeatRecordRedactor> redactor) {
		this.redactor = redactor;
	}

	/**
	 * Write an entry.
	 * @param entry the entry
	 * @return {@code false} if the file can't be written any more
	 */
	boolean write(RecordEntry entry) {
		Recording recording = entry.recording();
		if (recording.isEnded()) {
			// Came at the very end
			return true;
		}
		try {
			writeDropped(recording, entry.nanoTime());
			switch (entry.kind()) {
				case OPEN -> writeLine(recording, line(entry, "open"));
				case CLOSE -> {
					this.messages.remove(key(entry, true));
					this.messages.remove(key(entry, false));
					writeLine(recording, line(entry, "close").put("code", entry.size()));
				}
				case TEXT, BINARY -> writePart(entry);
				case END -> end(recording, entry.nanoTime());
			}
			return true;
		}
		catch (IOException ex) {
			recording.ended();
			this.troubles.remove(recording);
			logger.warn(LogMessage.format("Client '%s': the recording ends, since %s can't be written: %s",
					recording.clientName(), recording.path(), ex));
			return false;
		}
	}

	private void writeDropped(Recording recording, long nanoTime) throws IOException {
		long dropped = recording.takeDropped();
		if (dropped > 0) {
			trouble(recording).lost += dropped;
			writeLine(recording,
					new JsonLine().putMillis("t", recording.sinceBegin(nanoTime))
						.put("type", "dropped")
						.put("count", dropped));
		}
	}

	private void writePart(RecordEntry entry) throws IOException {
		String key = key(entry, entry.inbound());
		Message begun = this.messages.remove(key);
		Message message = entry.first() ? new Message() : begun;
		if (message == null || (!entry.first() && message.next != entry.index())) {
			// A part before was dropped, or came before the recording began
			return;
		}
		message.add(entry);
		if (entry.last()) {
			write(entry, message);
		}
		else {
			this.messages.put(key, message);
		}
	}

	private void write(RecordEntry entry, Message message) throws IOException {
		JsonLine line = line(entry, (entry.kind() == RecordEntry.Kind.TEXT) ? "text" : "binary").put("size",
				message.size);
		String text = (message.text != null) ? redact(entry.recording(), message.text.toString()) : null;
		if (text != null) {
			line.put("data", text);
		}
		writeLine(entry.recording(), line);
	}

	private void writeLine(Recording recording, JsonLine line) throws IOException {
		if (!recording.file().write(line.toString())) {
			trouble(recording).lost++;
		}
	}

	private @Nullable String redact(Recording recording, String text) {
		try {
			HeartbeatRecordRedactor redactor = this.redactor.get();
			return (redactor != null) ? redactor.redact(recording.clientName(), text) : null;
		}
		catch (Throwable ex) {
			Trouble trouble = trouble(recording);
			if (!trouble.redactorFailed) {
				trouble.redactorFailed = true;
				// Neither its message nor its stack trace: the text may be in them
				logger.warn(LogMessage.format("Client '%s': the HeartbeatRecordRedactor failed with %s, and texts are "
						+ "left out of the recording", recording.clientName(), ex.getClass().getName()));
			}
			return null;
		}
	}

	private static JsonLine line(RecordEntry entry, String type) {
		return new JsonLine().putMillis("t", entry.recording().sinceBegin(entry.nanoTime()))
			.put("connection", entry.connectionId())
			.put("dir", entry.inbound() ? "in" : "out")
			.put("type", type);
	}

	private static String key(RecordEntry entry, boolean inbound) {
		return (inbound ? "<" : ">") + entry.connectionId();
	}

	private Trouble trouble(Recording recording) {
		return this.troubles.computeIfAbsent(recording, (key) -> new Trouble());
	}

	/**
	 * Write out what is held back.
	 * @param recording the recording
	 */
	void flush(Recording recording) {
		try {
			recording.file().flush();
		}
		catch (IOException ex) {
			logger.debug("A recording could not be flushed", ex);
		}
	}

	/**
	 * End a recording, and say what it lacks.
	 * @param recording the recording
	 * @param nanoTime when it ends
	 */
	void end(Recording recording, long nanoTime) {
		try {
			writeDropped(recording, nanoTime);
			recording.file().close();
		}
		catch (IOException ex) {
			logger.debug("A recording could not be closed", ex);
		}
		recording.ended();
		Trouble trouble = this.troubles.remove(recording);
		long lost = (trouble != null) ? trouble.lost : 0;
		String end = "Client '" + recording.clientName() + "': the recording has ended, it is in " + recording.path();
		if (recording.file().isRotated()) {
			end += " and the .older.jsonl beside it; what was before is lost, see heartbeat.record.max-size";
		}
		if (lost > 0) {
			logger.warn(end + "; it lacks " + lost + " messages, or parts of them, that came faster than they could be "
					+ "written or were too large");
		}
		else {
			logger.info(end);
		}
	}

	/**
	 * A message that is put together.
	 */
	private static final class Message {

		private @Nullable StringBuilder text;

		private long size;

		private long next;

		private boolean begun;

		void add(RecordEntry entry) {
			String part = entry.text();
			if (!this.begun && part != null) {
				this.text = new StringBuilder();
			}
			this.begun = true;
			this.size += entry.size();
			this.next = entry.index() + 1;
			if (this.text != null && part != null) {
				this.text = (this.text.length() + part.length() <= MAX_TEXT) ? this.text.append(part) : null;
			}
		}

	}

	/**
	 * What a recording lacks.
	 */
	private static final class Trouble {

		private long lost;

		private boolean redactorFailed;

	}

}

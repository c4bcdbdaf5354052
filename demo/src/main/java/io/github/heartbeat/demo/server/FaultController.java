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

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.log.LogMessage;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * The faults over HTTP: {@code GET /faults} lists them and tells what lasts,
 * {@code POST /faults/<fault>?client=<client>} applies one, to {@code feed} unless
 * another client is named.
 */
@RestController
@RequestMapping("/faults")
class FaultController {

	private static final Log logger = LogFactory.getLog(FaultController.class);

	private final FaultGates gates;

	private final FaultInjector injector;

	FaultController(FaultGates gates, FaultInjector injector) {
		this.gates = gates;
		this.injector = injector;
	}

	@GetMapping
	Overview list() {
		return new Overview(this.gates.all().stream().map(Target::of).toList(),
				Stream.of(Fault.values()).map(Kind::of).toList());
	}

	@PostMapping("/{name}")
	Outcome inject(@PathVariable String name, @RequestParam(defaultValue = "feed") String client) {
		Fault fault = Fault.find(name)
			.orElseThrow(() -> notFound("fault", name, Stream.of(Fault.values()).map(Fault::getName)));
		FaultGate gate = this.gates.find(client)
			.orElseThrow(
					() -> notFound("client with a gate", client, this.gates.all().stream().map(FaultGate::getClient)));
		Outcome outcome = new Outcome(client, fault.getName(), this.injector.inject(fault, gate));
		logger.info(LogMessage.format("%s: fault '%s': %s", outcome.client(), outcome.fault(), outcome.did()));
		return outcome;
	}

	private ResponseStatusException notFound(String what, String name, Stream<String> known) {
		return new ResponseStatusException(HttpStatus.NOT_FOUND,
				"There is no " + what + " '" + name + "', but: " + known.collect(Collectors.joining(", ")));
	}

	/**
	 * What there is.
	 *
	 * @param clients the clients that connect through a gate
	 * @param faults the faults that can be applied to each
	 */
	record Overview(List<Target> clients, List<Kind> faults) {

	}

	/**
	 * A client that connects through a gate.
	 *
	 * @param client the name of the client
	 * @param fault the fault that lasts
	 * @param connections the TCP connections through the gate
	 */
	record Target(String client, String fault, int connections) {

		static Target of(FaultGate gate) {
			return new Target(gate.getClient(), gate.getFault().getName(), gate.getConnections());
		}

	}

	/**
	 * A fault that can be applied.
	 *
	 * @param fault the name of the fault
	 * @param description what it does
	 * @param lasting whether it lasts until another one
	 */
	record Kind(String fault, String description, boolean lasting) {

		static Kind of(Fault fault) {
			return new Kind(fault.getName(), fault.getDescription(), fault.isLasting());
		}

	}

	/**
	 * A fault that was applied.
	 *
	 * @param client the name of the client
	 * @param fault the name of the fault
	 * @param did what it did
	 */
	record Outcome(String client, String fault, String did) {

	}

}

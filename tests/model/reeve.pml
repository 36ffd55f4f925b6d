/* SPDX-License-Identifier: MIT */
/* Start, claim, stop, restart and adopt of one slot: two users' commands, guardians and masters that may be
 * killed at any step, a worker that may die, a stranger who gets whatever pid is free first, and
 * reeve's files. tests/model/check.sh runs it.
 *
 * A step is what others can see between two moments at which its process can be killed: one store into
 * mapped memory, or one system call. Each says which function it stands for. What is left out: groups
 * (a worker is one process), programs (there is one slot), policies (a dead worker is started again at once;
 * tests/unit/test-supervisor* has those), and the bytes on the control socket.
 *
 * What must hold:
 *	I1  at most one process holds the slot, and one master the command
 *	I2  no signal goes to anybody who is not the slot's worker
 *	I3  once a stop is acted on, nothing starts before a newer start is asked for; once it is told as
 *	    done, nothing lives
 *	I5  in front of a guardian's back nobody takes its pid file or its scoreboard away
 *	I6  the slot's record names no process that was not its worker
 *	I7  the lock is not held for ever: every command comes to its end (no invalid end states)
 *	I8  who is adopted is the slot's worker; and a worker of ours is always proven
 *
 * A mutant is the model with one of the code's precautions taken out; each must break the invariant
 * that stands beside it:
 *	PARENT_CLAIMS	the master writes the child's pid down after the exec, the child claims nothing	I1
 *	NO_FENCE	a new master believes a pid of 0 without taking the slot away		I1
 *	NO_LOCK		a start does not ask whether somebody holds the lock			I1
 *	BARE_RENAME	a start's new scoreboard is in place before it holds what the old one held	I1
 *	CLEAR_HOLDERS	a guardian that leaves removes the scoreboard though workers live	I1
 *	PID_ONLY	a pid that lives is believed						I8
 *	KILL_BY_PID	a signal goes to a number, not through a pidfd				I2
 *	STOP_UNWRITTEN	a stop is acted on before it is written				I3
 *	STAMP_LAST	the child stamps the time after it has put its pid into the claim	I8
 *	STAMP_ANY	a child stamps the time whoever's stamp is awaited			I8
 *	CLEAR_UNLOCKED	a stop clears away without the lock					I5
 */

#ifndef NP
#define NP 5	/* pids */
#endif
#ifndef KILLS
#define KILLS 2	/* of guardians and masters */
#endif
#ifndef DEATHS
#define DEATHS 1 /* of workers, by themselves */
#endif
#ifndef STRANGERS
#define STRANGERS 1
#endif
#ifndef FAULTS
#define FAULTS 1 /* setups that fail */
#endif
#ifndef COMMANDS
#define COMMANDS 2 /* of each user */
#endif
#ifndef USERS
#define USERS 2
#endif
#define NP1 6	/* NP + 1; pid 0: nobody, as a parent: init */

#define NOBODY 0
#define GUARDIAN 1
#define MASTER 2
#define NEWBORN 3 /* between vfork and exec: it has all of its master's descriptors */
#define WORKER 4
#define STRANGER 5

#define STOP 2 /* of resume: HANDOVER_TO_END */

/* The kernel. */
byte clock;	 /* births so far: what a start time is */
bool live[NP1];
bool used[NP1];	 /* the pid is taken: alive, or a zombie that nobody has reaped */
bool ended[NP1], idle[NP1]; /* of the model: the process of this pid is to go, has gone to its end */
byte role[NP1];
byte parent[NP1];
byte born[NP1];
byte status[NP1]; /* exit code; 9: killed */
bool lock[NP1];	 /* has the lock's description open, and so holds LOCK_LIFE */
bool holds[NP1]; /* ghost: it has won its slot */
byte user_life;	 /* the user whose command holds LOCK_LIFE */
byte turn;	 /* LOCK_CHANGE */

/* Of a process, from who made it. */
byte resume[NP1];  /* REEVE_RESUME */
byte life[NP1];	   /* REEVE_LIFE */
byte awaited[NP1];   /* spawn.claim_empty */
bool mapped[NP1];  /* the scoreboard whose memory it has */

/* The files. There are two scoreboards: a child may still have the one before. */
bool board;	/* there is one */
bool file;	/* which */
byte claim_generation[2];
byte claim_pid[2];
byte claim_stamp[2]; /* a time, or awaited_of(): of which generation it is to be */
byte record_pid, record_inode, record_spawned, record_stamp; /* the slot's copy */
bool record_there;	/* it has been written since the file was made */
byte board_life;
bool command_wanted, command_there; /* command.wanted; generation > 0 */
byte pidfile;

/* The control socket. */
bool asks_stop;
byte verdict; /* of which life: that it runs */

#define AWAITED 128
#define awaited_of(generation) (AWAITED + (generation))
#define stamp_of(word) ((word) < AWAITED -> (word) : 0)

/* Ghosts and budgets. */
byte lives;	/* starts so far */
bool stopping;	/* a stop has been acted on or told, and no newer start asked for */
byte kills = KILLS, deaths = DEATHS, strangers = STRANGERS, faults = FAULTS;
byte k;		/* only within atomic sequences, and 0 between them */

#define life_is_free (user_life == 0 && !lock[1] && !lock[2] && !lock[3] && !lock[4] && !lock[5])

#define is_free(pid) (!used[pid] && idle[pid])
#define pid_is_free (is_free(1) || is_free(2) || is_free(3) || is_free(4) || is_free(5))

/* fork, clone, vfork: the lowest free pid, so that a pid comes again as soon as it can. */
inline give_birth(result, as, whose)
{
	pid_is_free;
	k = 1;
	do
	:: !is_free(k) -> k++
	:: else -> break
	od;
	clock++;
	used[k] = true;
	live[k] = true;
	idle[k] = false;
	role[k] = as;
	parent[k] = whose;
	born[k] = clock;
	status[k] = 9;
	lock[k] = (as != STRANGER);
	holds[k] = false;
	result = k;
	k = 0
}

inline reap(which)
{
	used[which] = false;
	role[which] = NOBODY;
	parent[which] = 0;
	born[which] = 0;
	status[which] = 0;
	holds[which] = false;
	resume[which] = 0;
	life[which] = 0;
	awaited[which] = 0;
	mapped[which] = 0
}

/* The end of a process: its descriptors close, its children go to the guardian above it, or to init, which
 * reaps at once. A master that has become guardian is below nobody. */
inline die(which, how)
{
	live[which] = false;
	lock[which] = false;
	status[which] = how;
	k = 1;
	do
	:: k <= NP ->
		if
		:: used[k] && parent[k] == which ->
			parent[k] = (role[which] == MASTER && parent[which] && live[parent[which]] ->
				parent[which] : 0);
			if
			:: !live[k] && parent[k] == 0 -> reap(k)
			:: else
			fi
		:: else
		fi;
		k++
	:: else -> break
	od;
	k = 0;
	if
	:: parent[which] == 0 -> reap(which)
	:: else
	fi;
	ended[which] = true /* the last: it leaves its body at once */
}

/* scoreboard_fence(): the claim with a pid, or with the next generation. */
inline fence()
{
	if
#ifndef NO_FENCE
	:: claim_pid[file] == 0 -> claim_generation[file]++
#endif
	:: else
	fi
}

/* sweep_run_files() */
inline clear_board()
{
	board = false;
	record_pid = 0; record_inode = 0; record_spawned = 0; record_stamp = 0; record_there = false;
	board_life = 0; command_wanted = false; command_there = false;
	claim_pid[file] = 0; claim_generation[file]++; claim_stamp[file] = 0
}

inline exit(how)
{
	atomic { die(p, how) }
}

/* Whoever has this pid now is the process that had this start, or inode. */
#define is(pid, inode) (live[pid] && born[pid] == (inode))
#define is_worker(pid) (live[pid] && holds[pid])

inline check_one_holder(which)
{
	k = 1;
	do
	:: k <= NP -> assert(k == which || !is_worker(k)); /* I1 */
		k++
	:: else -> break
	od;
	k = 0
}

inline check_one_master(which)
{
	atomic {
		k = 1;
		do
		:: k <= NP -> assert(k == which || !(live[k] && role[k] == MASTER)); /* I1 */
			k++
		:: else -> break
		od;
		k = 0
	}
}

/* The body of every process. */
proctype process(byte p)
{
	byte child, inode, generation, spawned, found;
	bool wanted, own, resumed, held;

again:
end:	atomic {
		live[p];
		child = 0; inode = 0; generation = 0; spawned = 0; found = 0;
		wanted = false; own = false; held = false;
		resumed = (resume[p] != 0)
	}
	{
		if
		:: role[p] == GUARDIAN -> goto guardian
		:: role[p] == MASTER -> goto master
		:: role[p] == NEWBORN -> goto newborn
		:: role[p] == STRANGER -> goto rest
		fi;

/* guardian_main(): the pid file, then masters until one leaves on purpose. */
guardian:
		pidfile = p;					/* write_pidfile() */
next_master:
		atomic {					/* start_master() */
			give_birth(child, MASTER, p);
			resume[child] = resume[p];
			life[child] = life[p];
			if
			:: resume[p] == 0 -> resume[p] = 1
			:: else
			fi;
			inode = born[child]
		}
end_wait:
		if						/* reap(), master_gone() */
		:: atomic { !live[child] && (status[child] == 0 || status[child] == 1) -> reap(child) };
			goto leave
		:: atomic { !live[child] && status[child] > 1 -> reap(child); child = 0 };
			goto next_master
		:: atomic {
			(used[1] && !live[1] && parent[1] == p && 1 != child) -> reap(1) };
			goto end_wait
		:: atomic {
			(used[2] && !live[2] && parent[2] == p && 2 != child) -> reap(2) };
			goto end_wait
		:: atomic {
			(used[3] && !live[3] && parent[3] == p && 3 != child) -> reap(3) };
			goto end_wait
		:: atomic {
			(used[4] && !live[4] && parent[4] == p && 4 != child) -> reap(4) };
			goto end_wait
		:: atomic {
			(used[5] && !live[5] && parent[5] == p && 5 != child) -> reap(5) };
			goto end_wait
		fi;
leave:
		atomic {					/* reaper_end_strays() */
			found = 1;
			do
			:: found <= NP ->
				if
				:: used[found] && parent[found] == p ->
					if
					:: live[found] -> die(found, 9)
					:: else
					fi;
					reap(found)
				:: else
				fi;
				found++
			:: else -> break
			od
		}
		atomic {					/* clear_away(): scoreboard_holders() */
			found = 0;
			if
			:: board -> fence(); found = claim_pid[file]
			:: else
			fi
		}
		atomic {					/* proc_any_session(), sweep_run_files() */
			if
#ifdef CLEAR_HOLDERS
			:: board -> clear_board()
#else
			:: board && (found == 0 || !live[found]) -> clear_board()
#endif
			:: else
			fi
		}
		atomic {					/* pidfile_remove() */
			if
			:: pidfile == p -> pidfile = 0
			:: else
			fi
		}
		exit(0);

/* master_main() */
master:
		if						/* setup_master() */
		:: faults > 0 -> faults--;
			if
			:: resume[p] == 1 -> exit(75)		/* give_up() */
			:: else -> exit(1)
			fi
		:: skip
		fi;
/* adopt_scoreboard() */
		check_one_master(p);
		if
		:: !board -> atomic {				/* create() */
				file = 1 - file;
				claim_pid[file] = 0; claim_generation[file] = 0; claim_stamp[file] = 0;
				board = true; board_life = life[p]
			}
		:: else ->
			atomic {				/* look_at(): scoreboard_fence() */
				fence();
				generation = claim_generation[file];
				child = claim_pid[file]
			}
			atomic {				/* look_at(): the record; identity_verify() */
				spawned = record_spawned;
				found = (record_pid == child -> record_inode : 0);
				inode = (record_pid == child && record_stamp -> record_stamp :
					stamp_of(claim_stamp[file]));
				if
				:: child == 0 || !live[child] -> child = 0
#ifdef PID_ONLY
				:: else -> skip
#else
				:: child && live[child] && found && found != born[child] -> child = 0
				:: child && live[child] && found && found == born[child] -> skip
				/* The window: who began between the announcement and the claim. */
				:: child && live[child] && !found && born[child] < spawned -> child = 0
				:: child && live[child] && !found && inode && born[child] > inode -> child = 0
				:: child && live[child] && !found && inode && born[child] >= spawned &&
					born[child] <= inode -> skip
				:: child && live[child] && !found && !inode && born[child] >= spawned ->
					held = true		/* IDENTITY_UNPROVEN */
#endif
				fi;
				assert(!held || !is_worker(child)); /* I8 */
				assert(held || child == 0 || is_worker(child)); /* I8 */
				inode = (child -> born[child] : 0);
				found = 0
			}
			if
			:: board_life != life[p] && resume[p] != STOP -> resumed = false
			:: else
			fi;
			if
			:: resumed && record_there -> skip	/* same_layout(): the file is kept */
			:: else ->				/* carry_over() */
#ifdef BARE_RENAME
				atomic {
					file = 1 - file;
					claim_pid[file] = 0; claim_generation[file] = 0; claim_stamp[file] = 0;
					record_there = false; record_pid = 0; record_inode = 0;
					board_life = life[p]; command_there = false; command_wanted = false
				}
				atomic {
					claim_generation[file] = generation; claim_pid[file] = child;
					record_there = true; record_pid = child; record_inode = inode
				}
#else
				atomic {
					found = stamp_of(claim_stamp[file]);
					file = 1 - file;
					claim_generation[file] = generation; claim_pid[file] = child;
					claim_stamp[file] = found;
					record_pid = child; record_inode = inode;
					board_life = life[p];
					command_there = command_there && resumed;
					command_wanted = command_wanted && resumed;
					found = 0
				}
#endif
			fi
		fi;
		atomic {					/* begin(): note_self() to write_command() */
			wanted = (!resumed || !command_there -> true : command_wanted);
			wanted = wanted && resume[p] != STOP;
			command_wanted = wanted;
			command_there = true;
			verdict = (wanted && child -> life[p] : verdict) /* resume_verdict() */
		}
		if						/* master_settle() */
		:: child == 0 && wanted && !held -> goto spawn
		:: else
		fi;
end_loop:
		if
		/* become_guardian() */
		:: atomic { parent[p] == 0 -> role[p] = GUARDIAN; resume[p] = 1;
				child = 0; inode = 0; generation = 0; spawned = 0;
				wanted = false; own = false; held = false; resumed = false };
			goto guardian
		/* do_stop(), master_stop() */
		:: atomic { asks_stop && wanted -> asks_stop = false; wanted = false;
#ifndef STOP_UNWRITTEN
				command_wanted = false;
				stopping = true
#endif
			};
			goto end_loop
		:: atomic { asks_stop && !wanted -> asks_stop = false };
			goto end_loop
		/* take_status(), slot_clear(); of an adopted one the guardian reaps */
		:: atomic { child && !held && !is(child, inode) ->
				if
				:: own && used[child] && parent[child] == p -> reap(child)
				:: else
				fi;
				child = 0; inode = 0
			};
			atomic { claim_generation[file] = generation; claim_pid[file] = 0 };
			atomic { record_pid = 0; record_inode = 0; record_stamp = 0 };	/* slot_changed() */
			goto end_loop
		/* slot_signal() */
		:: atomic { child && !held && !wanted ->
#ifdef STOP_UNWRITTEN
				stopping = true;
#endif
#ifdef KILL_BY_PID
				if
				:: live[child] ->
					assert(is_worker(child)); /* I2 */
					die(child, 9)
				:: else
				fi
#else
				if
				:: is(child, inode) ->
					assert(is_worker(child)); /* I2 */
					die(child, 9)
				:: else
				fi
#endif
			};
			goto end_loop
		/* slot_spawn() */
		:: child == 0 && wanted && !held -> goto spawn
		/* say_finished() */
		:: (child == 0 || held) && !wanted -> exit(0)
		fi;

spawn:
		/* announce(): the stamp, the record, the claim */
		atomic { generation++; spawned = clock;
			claim_stamp[file] = awaited_of(generation) };
		atomic { record_pid = 0; record_inode = 0; record_stamp = 0; record_spawned = spawned;
			record_there = true };
		atomic { claim_generation[file] = generation; claim_pid[file] = 0 };
		atomic {					/* clone_masked() */
			give_birth(child, NEWBORN, p);
			awaited[child] = generation;
			mapped[child] = file;
			inode = born[child]
		}
		/* CLONE_VFORK: it stands still until the child has executed its program or is gone. */
		(!is(child, inode) || role[child] == WORKER);
		if
		:: atomic { !is(child, inode) && !holds[child] ->	/* SPAWN_CLAIM */
				reap(child); child = 0; inode = 0 };
			atomic { claim_generation[file] = generation; claim_pid[file] = 0 }
		:: else ->
#ifdef PARENT_CLAIMS
			claim_stamp[file] = clock;
			claim_pid[file] = child;
#endif
			atomic {				/* slot_write() */
				own = true;
				assert(holds[child] && born[child] == inode); /* I6 */
				record_pid = child; record_inode = inode;
				record_stamp = stamp_of(claim_stamp[file]);
				verdict = life[p]
			}
		fi;
		goto end_loop;

/* child() of spawn.c */
newborn:
#ifdef PARENT_CLAIMS
		atomic { check_one_holder(p); holds[p] = true; assert(!stopping) };
#else
#ifdef STAMP_ANY
		claim_stamp[mapped[p]] = clock;
#else
#ifndef STAMP_LAST
		atomic {					/* take_claim(): the stamp */
			if
			:: claim_stamp[mapped[p]] == awaited_of(awaited[p]) ->
				claim_stamp[mapped[p]] = clock
			:: else -> die(p, 127)
			fi
		}
#endif
#endif
		atomic {					/* and the claim */
			if
			:: claim_generation[mapped[p]] == awaited[p] && claim_pid[mapped[p]] == 0 ->
				claim_pid[mapped[p]] = p;
				holds[p] = true;
				check_one_holder(p);
				assert(!stopping) /* I3 */
			:: else -> die(p, 127)
			fi
		}
#ifdef STAMP_LAST
		claim_stamp[mapped[p]] = clock;
#endif
#endif
		atomic { role[p] = WORKER; lock[p] = false };	/* execute() */
rest:
end_rest:	false
	} unless {
		atomic { ended[p] -> ended[p] = false; idle[p] = true; goto again }
	}
}

/* session_has_survivors(), with LOCK_LIFE */
inline look_for_survivors()
{
	atomic {
		found = 0;
		if
		:: board -> fence(); found = claim_pid[file]
		:: else
		fi
	}
	found = (found && live[found] -> found : 0)
}

inline start_guardian(how)
{
	give_birth(guard, GUARDIAN, 0);
	resume[guard] = how;
	lives++;
	life[guard] = lives
}

/* One user's commands, one after the other. */
proctype user(byte me)
{
	byte todo = COMMANDS, found, guard;
	bool again;

	do
	:: todo == 0 -> break
	:: todo > 0 -> todo--;
		atomic { turn == 0 -> turn = me };		/* session_take_turn() */
		if
		:: goto start
#ifndef ONLY_STARTS
		:: goto stop
		:: again = true					/* client_restart() */
#endif
		fi;

/* change_stop() */
stop:
		if
		:: atomic { life_is_free -> user_life = me }
		:: else ->
#ifdef CLEAR_UNLOCKED
			goto clean;
#endif
			do					/* ask(), await_end() */
			:: atomic { life_is_free -> user_life = me; asks_stop = false };
				break
			:: atomic { !life_is_free && !asks_stop -> asks_stop = true }
			od
		fi;
		look_for_survivors();
		if
		:: found ->					/* end_survivors() */
			atomic { stopping = true; start_guardian(STOP); user_life = 0; guard = 0 };
			atomic { life_is_free -> user_life = me };
			look_for_survivors()
		:: else
		fi;
clean:
		if
		:: found == 0 ->				/* session_clear() */
			atomic {
				if
				:: board -> clear_board()
				:: else
				fi;
				pidfile = 0;
				/* I5: a guardian that has written it finds it until it removes it. */
				k = 1;
				do
				:: k <= NP -> assert(!(live[k] && role[k] == MASTER)); k++ /* I5: */
				:: else -> break
				od;
				k = 1;
				do
				:: k <= NP -> assert(!is_worker(k)); k++ /* I3 */
				:: else -> break
				od;
				k = 0;
				stopping = true
			}
		:: else -> found = 0
		fi;
		user_life = 0;
		if
		:: again -> again = false; goto start
		:: else -> turn = 0
		fi;
		goto done;

/* change_start() */
start:
		if
		:: atomic {
#ifdef NO_LOCK
			true -> user_life = me };
#else
			life_is_free -> user_life = me };
#endif
			stopping = false;			/* start_new() */
			turn = 0;				/* session_give_turn() */
			atomic { start_guardian(0); user_life = 0; guard = lives };
			if
			:: verdict >= guard			/* await_verdict(); or another start's: ask_verdict() */
			/* All have died before: await_cleanup(). */
			:: atomic { life_is_free -> user_life = me };
				look_for_survivors();
				if
				:: found == 0 && board -> atomic { clear_board(); pidfile = 0 }
				:: else -> found = 0
				fi;
				user_life = 0
			fi;
			guard = 0
		:: else -> turn = 0				/* join() */
		fi;
done:		skip
	od
}

/* kill -9, and workers that end by themselves. A child before its exec dies of no fault of its own. */
proctype killer()
{
	byte p;

end:	do
	:: atomic { kills > 0 && used[1] ->
		p = 1;
		do
		:: p < NP -> p++
		:: break
		od;
		if
		:: live[p] && (role[p] == GUARDIAN || role[p] == MASTER || role[p] == NEWBORN) ->
			kills--; die(p, 9)
		:: live[p] && role[p] == WORKER && deaths > 0 -> deaths--; die(p, 1)
		:: else
		fi;
		p = 0 }
	/* Guardian and master in one stroke. */
	:: atomic { kills > 0 && pidfile && live[pidfile] && role[pidfile] == GUARDIAN ->
		kills--;
		p = pidfile;
		die(p, 9);
		p = 1;
		do
		:: p <= NP ->
			if
			:: live[p] && role[p] == MASTER -> die(p, 9)
			:: else
			fi;
			p++
		:: else -> break
		od;
		p = 0 }
	:: atomic { strangers > 0 -> strangers--; give_birth(p, STRANGER, 0); p = 0 }
	od
}

init
{
	byte i;

	atomic {
		i = 1;
		do
		:: i <= NP -> idle[i] = true; run process(i); i++
		:: else -> break
		od;
		run user(1);
#if USERS > 1
		run user(2);
#endif
		run killer();
		i = 0
	}
}

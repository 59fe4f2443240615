# processes: what runs in the target, as a table.
module Cincture
  module Resources
    class Processes < Inspec.resource(1)
      name 'processes'
      supports platform: 'unix'
      desc 'The processes of the target.'

      def initialize(grep = /.*/)
        @grep = grep
        pattern = grep.is_a?(String) ? name_pattern(grep) : grep
        @list = ProcessList.read.select { |p| p[:command] =~ pattern }
      end

      def exists?
        !@list.empty?
      end

      def list
        Inspec.deprecate(:property_processes_list,
                         'The processes `list` property is deprecated. Please use `entries` instead.')
        @list
      end

      def rows
        @list
      end

      def running?
        state = @list.map { |p| p[:stat] }[0]
        !state.nil? && ['R', 'D', 'S'].include?(state[0])
      end

      table = FilterTable.create
      table.register_column(:labels, field: 'label')
           .register_column(:pids, field: 'pid')
           .register_column(:cpus, field: 'cpu')
           .register_column(:mem, field: 'mem')
           .register_column(:vsz, field: 'vsz')
           .register_column(:rss, field: 'rss')
           .register_column(:tty, field: 'tty')
           .register_column(:states, field: 'stat')
           .register_column(:start, field: 'start')
           .register_column(:time, field: 'time')
           .register_column(:users, field: 'user')
           .register_column(:commands, field: 'command')
           .register_column(:process_name, field: 'process_name')
      table.install_filter_methods_on_resource(self, :rows)

      def to_s
        'Processes ' + (@grep.is_a?(String) ? @grep : Text.inspect(@grep))
      end

      private

      # The program's name with any path before it, and nothing but arguments behind it.
      def name_pattern(name)
        name = '(/[^/]*)*' + name unless name[0] == '/'
        Regexp.new('^' + name + '(\s|$)')
      end
    end

    # Rows from `ps`, or from /proc where there is none, or BusyBox's, which knows fewer columns and may cut lines.
    module ProcessList
      COMMAND = 'ps wwaxo label,pid,pcpu,pmem,vsz,rss,tty,stat,start,time,user:32,command'.freeze
      LINE = /^(.+?)\s+(\d+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\w{3} \d{2}|\d{2}:\d{2}:\d{2})\s+(\S+)\s+(\S+)\s+(.*)$/
      FIELDS = [:label, :pid, :cpu, :mem, :vsz, :rss, :tty, :stat, :start, :time, :user, :command].freeze

      def self.read
        rows = Host.can_run? ? printed : []
        rows.empty? ? from_proc : rows
      end

      def self.printed
        _stdout, stderr, status = Host.run('ps --help')
        return [] if status == 126 || status == 127 || stderr.include?('BusyBox')
        stdout, _stderr, status = Host.run(COMMAND)
        return [] unless status == 0
        rows = (stdout.scrub.split("\n")[1..-1] || []).map { |line| row(line) }
        # A line that cannot be read is a process that would be left out.
        rows.include?(nil) ? [] : rows
      end

      def self.row(line)
        found = line.match(LINE)
        return nil unless found
        row = {}
        FIELDS.each_with_index { |name, i| row[name] = found[i + 1] }
        [:pid, :vsz, :rss].each { |name| row[name] = row[name].to_i }
        row[:command] = row[:command].strip
        row
      end

      # One question for each file: what a process calls itself cannot pass for another process.
      def self.from_proc
        pids = (Host.list('/proc') || []).select { |n| n =~ /\A\d+\z/ }.map { |n| n.to_i }.sort
        raise TargetError, 'the target has no `ps` that works, and no /proc' if pids.empty?
        pids.map { |pid| from_proc_folder(pid) }.compact
      end

      # nil if the process has ended meanwhile.
      def self.from_proc_folder(pid)
        status = Host.read("/proc/#{pid}/status")
        return nil if status.nil? || status.empty?
        fields = status_fields(status.scrub)
        uid = (fields['Uid'] || '').split(' ')[1] || ''
        { label: '-', pid: pid, cpu: nil, mem: nil, vsz: fields['VmSize'].to_i, rss: fields['VmRSS'].to_i, tty: nil,
          stat: (fields['State'] || '?')[0], start: nil, time: nil, user: Accounts.user_name(uid) || uid,
          command: command_line(pid, fields['Name']) }
      end

      def self.status_fields(text)
        found = {}
        text.split("\n").each do |line|
          key, value = line.split(':', 2)
          found[key] = value.strip if value && !found.key?(key)
        end
        found
      end

      # Kernel threads have no arguments; `ps` shows their name in brackets.
      def self.command_line(pid, name)
        text = (Host.read("/proc/#{pid}/cmdline") || '').scrub.split("\0").join(' ').strip
        text.empty? ? "[#{name}]" : text
      end
    end
  end
end

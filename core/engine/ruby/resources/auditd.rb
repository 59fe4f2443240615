# auditd: the audit rules that the target's kernel has, as auditctl lists them.
module Cincture
  module Resources
    class AuditDaemon < Inspec.resource(1)
      name 'auditd'
      supports platform: 'unix'
      desc 'The audit rules in force.'

      attr_accessor :lines
      attr_reader :params

      def initialize
        @tool = inspec.os.name == 'alpine' ? '/usr/sbin/auditctl' : '/sbin/auditctl'
        failed("Command `#{@tool}` does not exist") unless inspec.command(@tool).exist?
        listed = inspec.command("#{@tool} -l")
        failed("Command `#{@tool} -l` failed with error: #{listed.stderr}") unless listed.exit_status == 0
        @lines = listed.stdout.scrub.split("\n")
        failed(OUTDATED) if @lines.any? { |line| line.start_with?('LIST_RULES:') }
        @params = @lines.map { |line| AuditRule.new(line).rows }.flatten
      end

      table = FilterTable.create
      %w[file list action fields fields_nokey syscall key arch path permissions exit].each do |field|
        table.register_column(field.to_sym, field: field)
      end
      table.install_filter_methods_on_resource(self, :params)

      # What `auditctl -s` says: all of it, or the value of one name.
      def status(name = nil)
        @status ||= read_status
        name ? @status[name] : @status
      end

      def to_s
        'Auditd Rules'
      end

      OUTDATED = 'The version of audit is outdated.The `auditd` resource supports versions of audit >= 2.3.'.freeze

      private

      def failed(message)
        raise Inspec::Exceptions::ResourceFailed, message
      end

      def read_status
        asked = inspec.command("#{@tool} -s")
        raise TargetError, "`#{@tool} -s` failed in the target: #{asked.stderr}" unless asked.exit_status == 0
        text = asked.stdout.scrub
        # Versions before 2.3 print one line: "AUDIT_STATUS: enabled=1 flag=1".
        text = text.sub('AUDIT_STATUS: ', '').tr(' ', "\n").tr('=', ' ') if text.start_with?('AUDIT_STATUS')
        text.split("\n").map { |line| line.split(' ', 2) }.select { |pair| pair.length == 2 && !pair[0].empty? }.to_h
      end
    end

    # One line of `auditctl -l`, and the rows that it makes: one for each system call, and one for a file that it names. A
    # rule with both makes both, as in InSpec.
    class AuditRule
      ACTIONS = ['never', 'always'].freeze

      def initialize(line)
        @line = line
      end

      def rows
        rows = []
        rows << path_row if @line.include?('-F path=')
        if @line.include?('-S ')
          rows += syscall_rows
        elsif @line.include?('-w ')
          rows << watch_row
        end
        rows
      end

      private

      def path_row
        { 'file' => field('path'), 'list' => list, 'action' => action, 'fields' => fields,
          'permissions' => letters(field('perm')), 'key' => key, 'fields_nokey' => fields_nokey }
      end

      def syscall_rows
        after('-S').split(',').map do |name|
          { 'syscall' => name, 'list' => list, 'action' => action, 'fields' => fields, 'key' => key,
            'arch' => field('arch'), 'path' => field('path'), 'permissions' => letters(field('perm')),
            'exit' => field('exit'), 'fields_nokey' => fields_nokey }
        end
      end

      def watch_row
        { 'file' => after('-w'), 'key' => after('-k'), 'permissions' => letters(after('-p')) }
      end

      # The word behind an option.
      def after(option)
        found = @line.match(Regexp.new(option + ' ([^ ]+)'))
        found && found[1]
      end

      # "always,exit" or "exit,always".
      def names
        found = @line.match(/-a ([^,\s]+),([^,\s]+)(?:\s|$)/)
        found ? [found[1], found[2]] : []
      end

      def action
        names.find { |name| ACTIONS.include?(name) }
      end

      def list
        names.find { |name| !ACTIONS.include?(name) }
      end

      def fields
        @line.gsub(/-[aS] [^ ]+ /, '').split('-F ').map { |part| part.split(' ') }.flatten
      end

      def fields_nokey
        fields.reject { |f| f.start_with?('key') }
      end

      def field(name)
        found = fields.find { |f| f.start_with?(name + '=') }
        found && found[name.length + 1..-1]
      end

      # Without the operator, whichever it is.
      def key
        found = fields.select { |f| f.start_with?('key') }.join
        found.split('=')[1]
      end

      def letters(text)
        text && text.split('').select { |c| c =~ /\w/ }
      end
    end
  end
end

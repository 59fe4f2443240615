# crontab: what cron starts, and when, as a table: of a user, or of a file that names users itself.
module Cincture
  module Resources
    class Crontab < Inspec.resource(1)
      include CommentParser

      name 'crontab'
      supports platform: 'unix'
      desc 'The lines of a crontab.'

      COMMENTS = { comment_char: '#', standalone_comments: false }.freeze
      TIMES = ['minute', 'hour', 'day', 'month', 'weekday'].freeze
      # What the short forms stand for; -1 is the start of the machine.
      SHORT = {
        /@hourly / => ['0', '*', '*', '*', '*'], /@(midnight|daily) / => ['0', '0', '*', '*', '*'],
        /@weekly / => ['0', '*', '*', '*', '0'], /@monthly / => ['0', '0', '1', '*', '*'],
        /@(annually|yearly) / => ['0', '0', '1', '1', '*'], /@reboot / => ['-1', '-1', '-1', '-1', '-1']
      }.freeze
      # Where the tables of users are kept, by distribution.
      SPOOLS = ['/var/spool/cron/crontabs', '/etc/crontabs', '/var/spool/cron'].freeze

      attr_reader :params

      def initialize(user = nil, **options)
        options = user if user.is_a?(Hash)
        @user = user.is_a?(Hash) ? nil : user
        choose(options) if user.is_a?(Hash) || !options.empty?
        lines = (@path ? system_text : user_text).scrub.lines.map { |line| parse_comment_line(line, COMMENTS)[0] }
        @params = lines.reject { |line| line.empty? }.map { |line| entry(line) }
      end

      table = FilterTable.create
      table.register_column(:minutes, field: 'minute')
           .register_column(:hours, field: 'hour')
           .register_column(:days, field: 'day')
           .register_column(:months, field: 'month')
           .register_column(:weekdays, field: 'weekday')
           .register_column(:user, field: 'user')
           .register_column(:commands, field: 'command')
      table.register_custom_property(:content) do |rows, _|
        rows.entries.map do |e|
          [e.minute, e.hour, e.day, e.month, e.weekday, e.user, e.command].compact.join(' ')
        end.join("\n")
      end
      table.install_filter_methods_on_resource(self, :params)

      def to_s
        return "crontab for path #{@path}" if @path
        @user ? "crontab for user #{@user}" : 'crontab for current user'
      end

      private

      def choose(options)
        @user = options[:user]
        @path = options[:path]
        raise Inspec::Exceptions::ResourceFailed, 'A user or path must be supplied.' if @user.nil? && @path.nil?
        return if @user.nil? || @path.nil?
        raise Inspec::Exceptions::ResourceFailed, 'Either user or path must be supplied, not both!'
      end

      def system_text
        file = inspec.file(@path)
        return file.content.to_s if file.exist?
        raise Inspec::Exceptions::ResourceFailed, "Supplied crontab path '#{@path}' must exist!"
      end

      # InSpec takes every failure of the tool for an empty table. Here only its saying so is one.
      def user_text
        return spooled unless Host.can_run?
        stdout, stderr, status = Host.run(@user ? "crontab -l -u #{@user}" : 'crontab -l')
        return stdout if status == 0
        return spooled if status == 126 || status == 127
        return '' if stderr =~ /no crontab for|can't open/
        raise TargetError, "`crontab -l` failed in the target: #{stderr.scrub.strip}"
      end

      # Without the tool: the file that it would print.
      def spooled
        raise TargetError, 'the target has no `crontab` that says who the current user is' if @user.nil?
        SPOOLS.each do |folder|
          path = "#{folder}/#{@user}"
          stat = Host.stat(path, true)
          return Host.read(path).to_s if stat && stat['kind'] == 'file'
        end
        ''
      end

      def entry(line)
        names = TIMES + (@path ? ['user', 'command'] : ['command'])
        _, times = SHORT.find { |pattern, _| line =~ pattern }
        parts = times ? times + line.split(/\s+/, names.length - 4)[1..-1] : line.split(/\s+/, names.length)
        found = {}
        names.each_with_index { |name, i| found[name] = parts[i] }
        @path ? found : found.merge('user' => @user)
      end
    end
  end
end

# Control ids, titles, tags and messages that drive terminals and CI systems.
# threshold: compliance.min: 100
# exit: 3 4
# attack: absent
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

["line\nbreak", "\e[2J\e[31mred", '##vso[task.complete result=Succeeded;]', "\n::error::x", '##teamcity[buildStop]', "\n::set-output name=x::y", "\u202eevil", "a\u0000b", "\r::add-mask::x", '</script><script>', '![x](http://x)', '=cmd|x'].each do |text|
  control text do
    title text
    desc text
    tag text => text
    warn text
    puts text
    describe text do
      it(text) { raise text }
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

# An endless loop in the to_s of a control id.
# attack: absent
# honest: 
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

slow = Object.new
def slow.to_s
  loop {}
end
control slow do
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

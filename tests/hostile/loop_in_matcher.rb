# An endless loop in an object that says it is a matcher.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  slow = Object.new
  def slow.matches?(_actual)
    loop {}
  end
  describe 'attack' do
    it { should slow }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
